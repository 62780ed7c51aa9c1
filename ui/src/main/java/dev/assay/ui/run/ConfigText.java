package dev.assay.ui.run;

import dev.assay.runs.Params;
import dev.assay.ui.jobs.ShellLine;
import dev.assay.ui.text.YamlText;

/** The params of a run in the forms that other programs read. */
final class ConfigText {
  private ConfigText() {}

  static String json(Params params) {
    return params.tree().toPrettyString();
  }

  static String yaml(Params params) {
    return YamlText.of(params.tree());
  }

  /** As {@code ./assay train} takes them. */
  static String flags(Params params) {
    return ShellLine.params(params.tree());
  }
}

package dev.assay.ui.run;

import dev.assay.runs.RunId;
import dev.assay.ui.parts.RunLink;
import java.util.Locale;
import java.util.Optional;

/** The tabs of a run's page. */
enum RunTab {
  CHARTS("Charts"),
  CONFIG("Config"),
  SOURCE("Source"),
  LOGS("Logs"),
  SAMPLES("Samples"),
  ARTIFACTS("Artifacts"),
  EVALUATIONS("Evaluations"),
  LINEAGE("Lineage"),
  SYSTEM("System"),
  NOTES("Notes");

  private final String label;

  RunTab(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** The first tab is the page itself. */
  String path(RunId run) {
    return this == CHARTS
        ? RunLink.path(run)
        : RunLink.path(run) + "/" + name().toLowerCase(Locale.ROOT);
  }

  static RunTab named(Optional<String> name) {
    return name.map(n -> RunTab.valueOf(n.toUpperCase(Locale.ROOT))).orElse(CHARTS);
  }
}

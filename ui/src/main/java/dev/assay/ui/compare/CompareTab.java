package dev.assay.ui.compare;

import dev.assay.ui.parts.UrlWord;
import java.util.Locale;

/** The tabs of a comparison. */
enum CompareTab implements UrlWord {
  CHARTS("Charts"),
  CONFIG("Config"),
  CODE("Code"),
  ENVIRONMENT("Environment"),
  PARALLEL("Parallel"),
  SCATTER("Scatter"),
  BOX("Box"),
  IMPORTANCE("Importance");

  private final String label;

  CompareTab(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** In the address; the first tab is left out there. */
  @Override
  public String parameter() {
    return this == CHARTS ? "" : name().toLowerCase(Locale.ROOT);
  }
}

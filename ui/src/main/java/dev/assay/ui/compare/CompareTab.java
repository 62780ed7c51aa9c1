package dev.assay.ui.compare;

import java.util.Arrays;
import java.util.Locale;

/** The tabs of a comparison. */
enum CompareTab {
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
  String parameter() {
    return this == CHARTS ? "" : name().toLowerCase(Locale.ROOT);
  }

  static CompareTab of(String parameter) {
    return Arrays.stream(values())
        .filter(tab -> tab.parameter().equals(parameter))
        .findFirst()
        .orElse(CHARTS);
  }
}

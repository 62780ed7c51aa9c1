package dev.assay.ui.datasets;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A part of a data set's page. */
enum DatasetTab {
  COLUMNS("Columns"),
  DRIFT("Drift"),
  VERSIONS("Versions");

  private final String label;

  DatasetTab(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** Of an address; the first has none. */
  String ending() {
    return this == COLUMNS ? "" : "/" + word();
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one that an address names; the first when it names none. */
  static DatasetTab named(Optional<String> word) {
    return Arrays.stream(values())
        .filter(tab -> tab.word().equals(word.orElse("")))
        .findFirst()
        .orElse(COLUMNS);
  }
}

package dev.assay.ui.evaluations;

import dev.assay.evaluations.EvaluationId;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A part of an evaluation's page. */
enum EvaluationTab {
  OVERVIEW("Overview"),
  TIME("Time"),
  SLICES("Slices"),
  THRESHOLDS("Thresholds"),
  RECALIBRATION("Recalibration"),
  COMPARE("Compare");

  private final String label;

  EvaluationTab(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** The first tab is the page itself. */
  String path(EvaluationId evaluation) {
    return EvaluationLink.path(evaluation) + (this == OVERVIEW ? "" : "/" + word());
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one that an address names; the first when it names none. */
  static EvaluationTab named(Optional<String> word) {
    return Arrays.stream(values())
        .filter(tab -> tab.word().equals(word.orElse("")))
        .findFirst()
        .orElse(OVERVIEW);
  }
}

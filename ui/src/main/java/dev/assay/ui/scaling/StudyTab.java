package dev.assay.ui.scaling;

import dev.assay.ui.parts.StudyLink;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A part of a study's page. */
enum StudyTab {
  FIT("Fit"),
  ISOFLOP("IsoFLOP"),
  FRONTIER("Frontier"),
  PREDICTIONS("Predictions"),
  PLAN("Plan"),
  RUNS("Runs"),
  VERSIONS("Versions");

  private final String label;

  StudyTab(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  String path(StudyState state) {
    return StudyLink.path(state.id(), state.number()) + (this == FIT ? "" : "/" + word());
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What is kept does not lead to further runs, and is no version of its own. */
  boolean isThere(StudyState state) {
    return !state.isFrozen() || this != PLAN && this != VERSIONS;
  }

  /** The one that an address names; the first when it names none. */
  static StudyTab named(Optional<String> word) {
    return Arrays.stream(values())
        .filter(tab -> tab.word().equals(word.orElse("")))
        .findFirst()
        .orElse(FIT);
  }
}

package dev.assay.ui.sweeps;

import dev.assay.sweeps.SweepId;
import dev.assay.ui.parts.SweepLink;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A part of a sweep's page. */
enum SweepTab {
  COURSE("Course"),
  TRIALS("Trials"),
  PARALLEL("Parallel"),
  RUNGS("Rungs"),
  IMPORTANCE("Importance"),
  FRONT("Pareto front"),
  DECISIONS("Decisions"),
  SPECIFICATION("Specification");

  private final String label;

  SweepTab(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  String path(SweepId sweep) {
    return SweepLink.path(sweep) + (this == COURSE ? "" : "/" + word());
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one that an address names; the first when it names none. */
  static SweepTab named(Optional<String> word) {
    return Arrays.stream(values())
        .filter(tab -> tab.word().equals(word.orElse("")))
        .findFirst()
        .orElse(COURSE);
  }
}

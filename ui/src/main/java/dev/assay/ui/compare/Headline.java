package dev.assay.ui.compare;

import dev.assay.ui.charts.HeadlineMetrics;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The metric that tells most of runs, as long as nobody has chosen another. */
final class Headline {
  private Headline() {}

  /** A loss of validation, or else of training, or else any; null when there is none. */
  static @Nullable String of(List<String> metrics) {
    Set<String> there = Set.copyOf(metrics);
    return Stream.of(HeadlineMetrics.VALIDATION_LOSSES, HeadlineMetrics.TRAIN_LOSSES, metrics)
        .flatMap(List::stream)
        .filter(there::contains)
        .findFirst()
        .orElse(null);
  }
}

package dev.assay.ui.charts;

import dev.assay.series.MetricSummary;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The metrics that tell at a glance how a run is doing; of the names in each list, the first that a
 * run has counts.
 */
public final class HeadlineMetrics {
  public static final List<String> TRAIN_LOSSES = List.of("train/loss", "loss");
  public static final List<String> VALIDATION_LOSSES = List.of("val/loss");
  public static final List<String> SPEEDS = List.of("tokens_per_second");

  public static final List<String> LOSSES =
      Stream.of(TRAIN_LOSSES, VALIDATION_LOSSES).flatMap(List::stream).toList();

  /** The share of the device's peak that is used. */
  public static final List<String> UTILISATIONS = List.of("mfu");

  public static final List<String> ALL =
      Stream.of(LOSSES, SPEEDS, UTILISATIONS).flatMap(List::stream).toList();

  private HeadlineMetrics() {}

  /** The last value of the first of these that is there; null when none is. */
  public static @Nullable Double lastValue(Map<String, MetricSummary> metrics, List<String> names) {
    return names.stream()
        .filter(metrics::containsKey)
        .findFirst()
        .map(name -> metrics.get(name))
        .map(MetricSummary::lastValue)
        .orElse(null);
  }
}

package dev.assay.evaluations;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Metrics by window of time.
 *
 * @param length of a window
 * @param metrics that were asked for
 */
public record Windows(Duration length, List<String> metrics, List<Window> windows) {
  /**
   * @param scores in the order of the metrics, empty where there are no rows
   * @param isWellCalibrated whether its calibration error is what chance explains: its smECE is not
   *     above the 95 % quantile of those of labels drawn with its probabilities; null where it has
   *     too few rows to say
   * @param problem why it has no scores; null when it has
   */
  public record Window(
      Instant from,
      Instant until,
      long rows,
      List<Score> scores,
      @Nullable Boolean isWellCalibrated,
      @Nullable String problem) {}
}

package dev.assay.evaluations;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is computed of every evaluation when it comes.
 *
 * @param scores all metrics, each with its interval
 * @param confusion rows by true class (first index) and called class, Σw; empty for more than 200
 *     classes, and in lists of evaluations
 * @param perClass of each class against the rest; empty for two classes, and in lists
 * @param warnings what the reader has to know, as "rows have dates, but the split is random"
 * @param calibration when it was last well calibrated; null where rows have no times
 * @param resamples that intervals are of
 */
public record Report(
    List<Score> scores,
    List<List<Double>> confusion,
    List<ClassScores> perClass,
    List<String> warnings,
    @Nullable LastCalibrated calibration,
    int resamples,
    Duration took) {
  /** The same with one warning more. */
  Report with(String warning) {
    List<String> all = Stream.concat(warnings.stream(), Stream.of(warning)).toList();
    return new Report(scores, confusion, perClass, all, calibration, resamples, took);
  }

  /**
   * @param rows of the class, Σw
   */
  public record ClassScores(
      String name, double rows, double auroc, double auprc, double f1, double ece) {}

  /**
   * Whether the calibration error of a window is more than chance explains.
   *
   * @param until end of the last window that was well calibrated; null when none was
   * @param windows that were looked at
   * @param well how many were well calibrated
   */
  public record LastCalibrated(@Nullable Instant until, int windows, int well) {}
}

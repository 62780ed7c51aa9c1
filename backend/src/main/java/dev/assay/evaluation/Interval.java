package dev.assay.evaluation;

import java.util.Arrays;

/**
 * All but the level are NaN where the metric is not defined.
 *
 * @param estimate of all rows; it may lie outside, where resamples are biased (ECE)
 * @param level share of such intervals that hold the truth, as 0.95
 */
public record Interval(double low, double estimate, double high, double level) {
  public static final double LEVEL = 0.95;

  public boolean contains(double value) {
    return value >= low && value <= high;
  }

  /**
   * Percentiles of resamples, those that are NaN (of one class only) left out.
   *
   * @param answers one for each resample
   */
  static Interval percentiles(double[] answers, double estimate) {
    double[] sorted = Arrays.stream(answers).filter(x -> !Double.isNaN(x)).toArray();
    if (sorted.length == 0 || Double.isNaN(estimate)) {
      return new Interval(Double.NaN, estimate, Double.NaN, LEVEL);
    }
    Arrays.sort(sorted);
    double tail = (1 - LEVEL) / 2;
    return new Interval(quantile(sorted, tail), estimate, quantile(sorted, 1 - tail), LEVEL);
  }

  /** Hyndman and Fan 1996, definition 7. */
  static double quantile(double[] sorted, double p) {
    double at = p * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
}

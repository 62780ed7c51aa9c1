package dev.assay.scaling;

/**
 * @param level share of such intervals that hold the truth, as 0.95
 * @param estimate of all points; it may lie outside, where resamples are skewed
 */
public record Interval(double low, double estimate, double high, double level) {
  public boolean contains(double value) {
    return value >= low && value <= high;
  }
}

package dev.assay.datasets;

/**
 * A distribution of numbers.
 *
 * @param count of values
 * @param sd standard deviation, with n − 1; NaN of one value
 * @param quantiles of the sample
 * @param histogram of the sample
 */
public record NumberProfile(
    long count,
    double min,
    double max,
    double mean,
    double sd,
    Quantiles quantiles,
    Histogram histogram) {

  /** By linear interpolation (Hyndman and Fan 1996, definition 7); NaN without values. */
  public record Quantiles(
      double p01, double p05, double p25, double p50, double p75, double p95, double p99) {}
}

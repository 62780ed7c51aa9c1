package dev.assay.datasets;

import dev.assay.datasets.NumberProfile.Quantiles;
import dev.assay.drift.QuantileBins;
import java.util.Arrays;

/** Numbers as they go by: their moments are of all, their quantiles of a sample. */
final class NumberTally {
  private long count;
  private double min = Double.NaN;
  private double max = Double.NaN;
  private double mean;
  private double squares;
  private double[] sample = new double[0]; // NaN where the row has none
  private int sampled;

  /**
   * @param place in the sample; −1 for nowhere
   */
  void add(double value, int place) {
    min = count == 0 ? value : Math.min(min, value);
    max = count == 0 ? value : Math.max(max, value);
    count++;
    double delta = value - mean; // Welford 1962
    mean += delta / count;
    squares += delta * (value - mean);
    keep(value, place);
  }

  void addNone(int place) {
    keep(Double.NaN, place);
  }

  private void keep(double value, int place) {
    if (place < 0) {
      return;
    }
    if (place >= sample.length) {
      sample = Arrays.copyOf(sample, Math.max(64, place + place / 2 + 1));
    }
    sample[place] = value;
    sampled = Math.max(sampled, place + 1);
  }

  /** What of the sample are numbers, rising. */
  double[] sorted() {
    return Arrays.stream(sample, 0, sampled).filter(x -> !Double.isNaN(x)).sorted().toArray();
  }

  NumberProfile profile() {
    double[] sorted = sorted();
    return new NumberProfile(
        count,
        min,
        max,
        count == 0 ? Double.NaN : mean,
        count < 2 ? Double.NaN : Math.sqrt(squares / (count - 1)),
        new Quantiles(
            QuantileBins.quantile(sorted, 0.01),
            QuantileBins.quantile(sorted, 0.05),
            QuantileBins.quantile(sorted, 0.25),
            QuantileBins.quantile(sorted, 0.5),
            QuantileBins.quantile(sorted, 0.75),
            QuantileBins.quantile(sorted, 0.95),
            QuantileBins.quantile(sorted, 0.99)),
        Histogram.of(sorted));
  }
}

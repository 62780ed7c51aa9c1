package dev.assay.evaluation;

/**
 * Expected calibration error (Guo et al. 2017, equation 3): how far confidence is from accuracy, in
 * 15 bins of equal width, ((b-1)/15, b/15]. Takes predictions one after the other and keeps sums
 * only.
 */
public final class Calibration {

  private static final int BINS = 15;

  private final long[] count = new long[BINS];
  private final long[] right = new long[BINS];
  private final double[] confidence = new double[BINS];
  private long n;

  /**
   * @param probability of what was predicted, 0 to 1
   * @param correct whether it was that
   */
  public void add(double probability, boolean correct) {
    int bin = Math.clamp((int) Math.ceil(probability * BINS) - 1, 0, BINS - 1);
    count[bin]++;
    right[bin] += correct ? 1 : 0;
    confidence[bin] += probability;
    n++;
  }

  /** Σ n_b/n·|accuracy_b − mean confidence_b|, 0 to 1; NaN of nothing. */
  public double expectedError() {
    double sum = 0;
    for (int bin = 0; bin < BINS; bin++) {
      sum += Math.abs(right[bin] - confidence[bin]);
    }
    return sum / n;
  }

  /** Share that was right; NaN of nothing. */
  public double accuracy() {
    long all = 0;
    for (long bin : right) {
      all += bin;
    }
    return (double) all / n;
  }
}

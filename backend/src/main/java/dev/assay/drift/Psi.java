package dev.assay.drift;

/**
 * The population stability index Σ_b (q_b − p_b) ln(q_b/p_b), p of the reference, q of what is
 * compared (Lewis 1994; Siddiqi 2006): the sum of both Kullback–Leibler divergences, 0 or more,
 * nats. It is unbounded, so shares are smoothed: p_b = (n_b + ½)/(n + m/2) for m bins (Krichevsky
 * and Trofimov 1981), which keeps it finite and symmetric, and makes no difference for full bins.
 * Of samples of n each that are the same, it is about 2(m − 1)/n (χ²/n; Yurdakul 2018).
 */
public final class Psi {
  private static final double PSEUDO_COUNT = 0.5;

  private Psi() {}

  /** Of numbers, by at most m bins of the reference's quantiles; NaN when a sample is empty. */
  public static double of(double[] reference, double[] current, int m) {
    QuantileBins bins = QuantileBins.of(reference, m);
    return ofCounts(bins.counts(reference), bins.counts(Samples.sorted("current", current)));
  }

  /** Of counts by bin or category; those that are 0 on both sides do not count. */
  public static double ofCounts(long[] reference, long[] current) {
    Samples.checkCounts(reference, current);
    long n = Samples.sum(reference);
    long m = Samples.sum(current);
    if (n == 0 || m == 0) {
      return Double.NaN;
    }
    int bins = 0;
    for (int b = 0; b < reference.length; b++) {
      bins += reference[b] + current[b] > 0 ? 1 : 0;
    }
    double sum = 0;
    for (int b = 0; b < reference.length; b++) {
      if (reference[b] + current[b] > 0) {
        double p = (reference[b] + PSEUDO_COUNT) / (n + bins * PSEUDO_COUNT);
        double q = (current[b] + PSEUDO_COUNT) / (m + bins * PSEUDO_COUNT);
        sum += (q - p) * Math.log(q / p);
      }
    }
    return sum;
  }

  /** What is said of a PSI. The bounds are a convention and no test: Lewis 1994 gave no reason. */
  public enum Band {
    LITTLE,
    SOME,
    MUCH;

    public static final double SOME_FROM = 0.1;
    public static final double MUCH_FROM = 0.25;

    /** NaN is {@link #LITTLE}. */
    public static Band of(double psi) {
      return psi >= MUCH_FROM ? MUCH : psi >= SOME_FROM ? SOME : LITTLE;
    }
  }
}

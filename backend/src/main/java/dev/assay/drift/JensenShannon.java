package dev.assay.drift;

/**
 * The Jensen–Shannon distance √(½ KL(p‖m) + ½ KL(q‖m)), m = (p + q)/2, with logarithms of base 2: a
 * metric in [0, 1] (Lin 1991; Endres and Schindelin 2003). As {@code
 * scipy.spatial.distance.jensenshannon(p, q, base=2)}; shares are not smoothed.
 */
public final class JensenShannon {
  private static final double NATS_PER_BIT = Math.log(2);

  private JensenShannon() {}

  /** Of counts by bin or category; NaN when one side has none. */
  public static double distance(long[] reference, long[] current) {
    Samples.checkCounts(reference, current);
    double n = Samples.sum(reference);
    double m = Samples.sum(current);
    if (n == 0 || m == 0) {
      return Double.NaN;
    }
    double sum = 0;
    for (int b = 0; b < reference.length; b++) {
      double p = reference[b] / n;
      double q = current[b] / m;
      double middle = (p + q) / 2;
      sum += term(p, middle) + term(q, middle);
    }
    return Math.sqrt(Math.min(1, Math.max(0, sum / 2 / NATS_PER_BIT)));
  }

  private static double term(double p, double middle) {
    return p == 0 ? 0 : p * Math.log(p / middle);
  }
}

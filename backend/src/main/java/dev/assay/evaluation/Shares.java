package dev.assay.evaluation;

import org.hipparchus.distribution.continuous.NormalDistribution;

/** Intervals of shares. */
public final class Shares {
  private static final double Z =
      new NormalDistribution().inverseCumulativeProbability((1 + Interval.LEVEL) / 2);

  private Shares() {}

  /**
   * Wilson's score interval (Wilson 1927; Brown, Cai and DasGupta 2001), which holds for few rows
   * and shares near 0 and 1.
   *
   * @param hits 0 to n; of weighted rows n p, n the effective count (Σw)²/Σw²
   * @param n above 0; 0 gives NaN
   */
  public static Interval wilson(double hits, double n) {
    double share = hits / n;
    double z2 = Z * Z / n;
    double centre = (share + z2 / 2) / (1 + z2);
    double half = Z * Math.sqrt(share * (1 - share) / n + z2 / (4 * n)) / (1 + z2);
    return new Interval(
        Math.max(0, centre - half), share, Math.min(1, centre + half), Interval.LEVEL);
  }
}

package dev.assay.drift;

import org.apache.commons.numbers.gamma.RegularizedGamma;

/**
 * Pearson's χ² test that two rows of counts come from one distribution. As {@code
 * scipy.stats.chi2_contingency([reference, current])}, with Yates's correction where there are two
 * categories. Categories without a count on either side are left out.
 *
 * @param statistic 0 or more; NaN when a side has no counts or there is one category
 * @param degreesOfFreedom categories − 1
 * @param p NaN when the statistic is
 * @param leastExpected the smallest expected count: below 5, p is rough (Cochran 1954)
 */
public record ChiSquared(double statistic, int degreesOfFreedom, double p, double leastExpected) {
  public static ChiSquared of(long[] reference, long[] current) {
    Samples.checkCounts(reference, current);
    double n = Samples.sum(reference);
    double m = Samples.sum(current);
    int categories = 0;
    for (int i = 0; i < reference.length; i++) {
      categories += reference[i] + current[i] > 0 ? 1 : 0;
    }
    if (n == 0 || m == 0 || categories < 2) {
      return new ChiSquared(Double.NaN, Math.max(0, categories - 1), Double.NaN, Double.NaN);
    }
    double statistic = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < reference.length; i++) {
      double both = (double) reference[i] + current[i];
      if (both > 0) {
        double ofReference = both * (n / (n + m));
        double ofCurrent = both * (m / (n + m));
        least = Math.min(least, Math.min(ofReference, ofCurrent));
        boolean corrected = categories == 2;
        statistic += term(reference[i], ofReference, corrected);
        statistic += term(current[i], ofCurrent, corrected);
      }
    }
    int degrees = categories - 1;
    double p = RegularizedGamma.Q.value(degrees / 2.0, statistic / 2);
    return new ChiSquared(statistic, degrees, p, least);
  }

  private static double term(double observed, double expected, boolean corrected) {
    double distance = Math.abs(observed - expected);
    double left = corrected ? distance - Math.min(0.5, distance) : distance; // Yates 1934
    return left * left / expected;
  }
}

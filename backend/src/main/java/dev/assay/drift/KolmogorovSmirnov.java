package dev.assay.drift;

import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;

/**
 * The two-sample Kolmogorov–Smirnov test: D = sup |F(x) − G(x)|, in [0, 1], and the probability of
 * as much when both are of one continuous distribution. As {@code scipy.stats.ks_2samp}: exact
 * (Hodges 1958; Viehmann 2021) where neither sample has more than 10,000 values, else the
 * one-sample distribution (Simard and L'Ecuyer 2011) at nm/(n + m), rounded. Where values repeat p
 * is too large rather than too small.
 *
 * @param statistic D; NaN when a sample is empty
 * @param at the first x with |F(x) − G(x)| = D; NaN when the statistic is
 * @param p two-sided; NaN when a sample has fewer than 2 values
 */
public record KolmogorovSmirnov(double statistic, double at, double p) {
  private static final KolmogorovSmirnovTest TEST = KolmogorovSmirnovTest.withDefaults();

  /** Of finite numbers in any order. */
  public static KolmogorovSmirnov of(double[] reference, double[] current) {
    return ofSorted(Samples.sorted("reference", reference), Samples.sorted("current", current));
  }

  static KolmogorovSmirnov ofSorted(double[] a, double[] b) {
    int n = a.length;
    int m = b.length;
    if (n == 0 || m == 0) {
      return new KolmogorovSmirnov(Double.NaN, Double.NaN, Double.NaN);
    }
    long most = -1; // of nm |F − G|, a whole number, so that equal distances are equal
    double at = Double.NaN;
    int i = 0;
    int j = 0;
    while (i < n && j < m) {
      double x = Math.min(a[i], b[j]);
      while (i < n && a[i] == x) {
        i++;
      }
      while (j < m && b[j] == x) {
        j++;
      }
      long distance = Math.abs((long) i * m - (long) j * n);
      if (distance > most) {
        most = distance;
        at = x;
      }
    }
    double p = n < 2 || m < 2 ? Double.NaN : TEST.test(a, b).getPValue();
    return new KolmogorovSmirnov(most / ((double) n * m), at, p);
  }
}

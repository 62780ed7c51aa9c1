package dev.assay.drift;

/**
 * The Wasserstein-1 distance ∫ |F(x) − G(x)| dx of two samples (Ramdas, García Trillos and Cuturi
 * 2017, proposition 1), in the unit of the values: how far a value has to be moved on average. As
 * {@code scipy.stats.wasserstein_distance}.
 */
public final class Wasserstein {
  private Wasserstein() {}

  /** 0 or more; NaN when a sample is empty. */
  public static double distance(double[] reference, double[] current) {
    return ofSorted(Samples.sorted("reference", reference), Samples.sorted("current", current));
  }

  static double ofSorted(double[] a, double[] b) {
    if (a.length == 0 || b.length == 0) {
      return Double.NaN;
    }
    double sum = 0;
    double x = Math.min(a[0], b[0]);
    int i = 0;
    int j = 0;
    while (i < a.length || j < b.length) {
      double next = j == b.length || (i < a.length && a[i] <= b[j]) ? a[i] : b[j];
      sum += (next - x) * Math.abs(i / (double) a.length - j / (double) b.length);
      x = next;
      while (i < a.length && a[i] == x) {
        i++;
      }
      while (j < b.length && b[j] == x) {
        j++;
      }
    }
    return sum;
  }

  /**
   * The distance in standard deviations of the reference (n in the denominator), so that columns
   * can be compared. NaN when the reference is constant.
   */
  public static double inSigmas(double[] reference, double[] current) {
    double sigma = sigma(reference);
    return sigma == 0 ? Double.NaN : distance(reference, current) / sigma;
  }

  static double sigma(double[] values) {
    double mean = 0;
    double squares = 0;
    for (int i = 0; i < values.length; i++) { // Welford 1962
      double delta = values[i] - mean;
      mean += delta / (i + 1);
      squares += delta * (values[i] - mean);
    }
    return Math.sqrt(squares / values.length);
  }
}

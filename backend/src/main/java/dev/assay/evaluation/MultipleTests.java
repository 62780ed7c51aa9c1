package dev.assay.evaluation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** p of many tests, made larger for their number; in the order given. NaN counts as no test. */
public enum MultipleTests {
  /** The chance of any false alarm (Holm 1979). */
  HOLM,
  /** The share of false alarms among alarms (Benjamini and Hochberg 1995). */
  BENJAMINI_HOCHBERG;

  public double[] adjusted(double[] p) {
    int[] rising =
        IntStream.range(0, p.length)
            .filter(i -> !Double.isNaN(p[i]))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> p[i]))
            .mapToInt(i -> i)
            .toArray();
    double[] adjusted = new double[p.length];
    Arrays.fill(adjusted, Double.NaN);
    int m = rising.length;
    switch (this) {
      case HOLM -> {
        double largest = 0;
        for (int k = 0; k < m; k++) {
          largest = Math.max(largest, (m - k) * p[rising[k]]);
          adjusted[rising[k]] = Math.min(1, largest);
        }
      }
      case BENJAMINI_HOCHBERG -> {
        double least = 1;
        for (int k = m - 1; k >= 0; k--) {
          least = Math.min(least, m * p[rising[k]] / (k + 1));
          adjusted[rising[k]] = least;
        }
      }
    }
    return adjusted;
  }
}

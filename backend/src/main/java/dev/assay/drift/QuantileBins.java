package dev.assay.drift;

import dev.assay.problem.Problem;
import java.util.Arrays;

/**
 * Bins with about as many values of the reference each. Edges are its quantiles k/m (Hyndman and
 * Fan 1996, definition 7, as NumPy's), 0 < k < m, each once; a bin is (a, b], the outer ones have
 * no end. Where numbers repeat there are fewer than m bins. Where the first edge is the least
 * value, what is below it has a bin of its own: a constant c has (−∞, c), {c} and (c, ∞).
 *
 * @param edges rising, one less than there are bins
 */
public record QuantileBins(double[] edges) {
  /** Deciles, as is the custom for PSI. */
  public static final int USUAL = 10;

  private static final int MOST = 1000;

  /**
   * @param reference finite numbers in any order
   * @param m at most so many bins, 2 to 1000
   */
  public static QuantileBins of(double[] reference, int m) {
    return ofSorted(Samples.sorted("reference", reference), m);
  }

  static QuantileBins ofSorted(double[] sorted, int m) {
    if (m < 2 || m > MOST) {
      throw new Problem.Invalid("bins", m, "2 to %d are possible".formatted(MOST));
    }
    if (sorted.length == 0) {
      return new QuantileBins(new double[0]);
    }
    double least = sorted[0];
    double[] edges = new double[m];
    for (int k = 1; k < m; k++) {
      edges[k] = quantile(sorted, k / (double) m);
    }
    // what repeats down to the least value has all below it in a bin of its own
    edges[0] = edges[1] == least ? Math.nextDown(least) : edges[1];
    return new QuantileBins(Arrays.stream(edges).distinct().toArray());
  }

  /**
   * The quantile of rising numbers (Hyndman and Fan 1996, definition 7); NaN where there are none.
   *
   * @param q 0 to 1
   */
  public static double quantile(double[] sorted, double q) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double at = q * (sorted.length - 1);
    int below = (int) at;
    double low = sorted[below];
    double high = sorted[Math.min(below + 1, sorted.length - 1)];
    return low + (at - below) * (high - low);
  }

  public int count() {
    return edges.length + 1;
  }

  /** How many of the values are in each bin. */
  public long[] counts(double[] values) {
    long[] counts = new long[count()];
    for (double value : values) {
      int at = Arrays.binarySearch(edges, value + 0.0); // no −0
      counts[at >= 0 ? at : -at - 1]++;
    }
    return counts;
  }
}

package dev.assay.importance;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How two lists of numbers go together. Pairs in which a number is NaN are left out; NaN when fewer
 * than {@value #LEAST_PAIRS} are left, or all of a list are equal.
 */
final class Correlation {
  static final int LEAST_PAIRS = 3;

  private Correlation() {}

  /**
   * Pearson's r = Σ(xᵢ − x̄)(yᵢ − ȳ) / √(Σ(xᵢ − x̄)² Σ(yᵢ − ȳ)²): how well a straight line
   * describes them, −1 to 1.
   */
  static double pearson(double[] x, double[] y) {
    Pairs pairs = Pairs.of(x, y);
    return r(pairs.x(), pairs.y());
  }

  /** Spearman's ρ: Pearson's r of the ranks; equal numbers share the mean of their ranks. */
  static double spearman(double[] x, double[] y) {
    Pairs pairs = Pairs.of(x, y);
    return r(ranks(pairs.x()), ranks(pairs.y()));
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Pairs(double[] x, double[] y) {
    static Pairs of(double[] x, double[] y) {
      int[] whole =
          IntStream.range(0, x.length)
              .filter(i -> !Double.isNaN(x[i]) && !Double.isNaN(y[i]))
              .toArray();
      return new Pairs(
          Arrays.stream(whole).mapToDouble(i -> x[i]).toArray(),
          Arrays.stream(whole).mapToDouble(i -> y[i]).toArray());
    }
  }

  private static double r(double[] x, double[] y) {
    if (x.length < LEAST_PAIRS || isConstant(x) || isConstant(y)) {
      return Double.NaN;
    }
    double meanX = Arrays.stream(x).average().orElseThrow();
    double meanY = Arrays.stream(y).average().orElseThrow();
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      xy += (x[i] - meanX) * (y[i] - meanY);
      xx += (x[i] - meanX) * (x[i] - meanX);
      yy += (y[i] - meanY) * (y[i] - meanY);
    }
    double r = xy / (Math.sqrt(xx) * Math.sqrt(yy));
    return Math.clamp(r, -1, 1); // rounding may lead just beyond; NaN when a sum overflows
  }

  private static boolean isConstant(double[] x) {
    return Arrays.stream(x).allMatch(v -> v == x[0]);
  }

  private static double[] ranks(double[] x) {
    int[] order =
        IntStream.range(0, x.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> x[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] ranks = new double[x.length];
    for (int from = 0; from < order.length; ) {
      int to = from;
      while (to < order.length && x[order[to]] == x[order[from]]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        ranks[order[i]] = (from + to + 1) / 2.0;
      }
      from = to;
    }
    return ranks;
  }
}

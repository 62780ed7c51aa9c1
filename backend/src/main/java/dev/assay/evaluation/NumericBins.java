package dev.assay.evaluation;

import java.util.Arrays;

/**
 * A column of numbers cut at its quantiles, for slices; equal numbers stay together.
 *
 * @param edges of k bins k + 1, rising; a bin is up to its upper edge, the first has its lower one
 * @param group bin of each row; −1 where there is no number
 */
public record NumericBins(double[] edges, int[] group) {

  /**
   * @param values finite, or NaN where there is none
   * @param most number of bins; fewer where numbers repeat
   */
  public static NumericBins quantiles(double[] values, int most) {
    Findings findings = new Findings();
    for (int i = 0; i < values.length; i++) {
      if (Double.isInfinite(values[i])) {
        findings.add("value", i, values[i], "a finite number is expected, or none");
      }
    }
    if (most < 1) {
      findings.add("bins", most, "1 or more are possible");
    }
    findings.throwIfAny();
    double[] sorted = Arrays.stream(values).filter(x -> !Double.isNaN(x)).sorted().toArray();
    int[] group = new int[values.length];
    if (sorted.length == 0) {
      Arrays.fill(group, -1);
      return new NumericBins(new double[0], group);
    }
    double[] edges = edges(sorted, most);
    for (int i = 0; i < values.length; i++) {
      group[i] = Double.isNaN(values[i]) ? -1 : bin(edges, values[i]);
    }
    return new NumericBins(edges, group);
  }

  private static double[] edges(double[] sorted, int most) {
    double[] edges = new double[most + 1];
    int n = 0;
    edges[n++] = sorted[0];
    for (int k = 1; k <= most; k++) {
      double edge = sorted[(int) ((long) k * (sorted.length - 1) / most)];
      if (edge > edges[n - 1]) {
        edges[n++] = edge;
      }
    }
    if (n == 1) {
      edges[n++] = sorted[0]; // one number only
    }
    return Arrays.copyOf(edges, n);
  }

  private static int bin(double[] edges, double value) {
    int b = 0;
    while (b < edges.length - 2 && value > edges[b + 1]) {
      b++;
    }
    return b;
  }

  public int count() {
    return Math.max(0, edges.length - 1);
  }
}

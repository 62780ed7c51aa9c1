package dev.assay.evaluation;

import java.util.Arrays;

/**
 * The share of positives in the bin (Zadrozny and Elkan 2001), bins of about as many rows each. A
 * bin without rows becomes the middle of its edges.
 *
 * @param edges between bins, rising: one less than values; an edge belongs to the bin below
 * @param values in [0, 1]
 */
public record Histogram(double[] edges, double[] values) implements BinaryMap {

  public static Histogram fit(Binary rows, int bins) {
    Bins found = Bins.equalMass(rows, bins);
    double[] values = new double[bins];
    for (int b = 0; b < bins; b++) {
      double middle = (found.edges()[b] + found.edges()[b + 1]) / 2;
      values[b] = found.weight()[b] > 0 ? found.frequency(b) : middle;
    }
    return new Histogram(Arrays.copyOfRange(found.edges(), 1, bins), values);
  }

  @Override
  public double apply(double p) {
    int b = 0;
    while (b < edges.length && edges[b] < p) {
      b++;
    }
    return values[b];
  }
}

package dev.assay.evaluation;

import java.util.Arrays;

/**
 * Isotonic regression (Zadrozny and Elkan 2002): the rising steps of least Brier score. Between two
 * steps it is linear, beyond the ends constant, as scikit-learn's.
 *
 * @param x probabilities at which steps begin and end, rising
 * @param y what they become, in [0, 1], not falling
 */
public record Isotonic(double[] x, double[] y) implements BinaryMap {

  public static Isotonic fit(Binary rows) {
    return new Blocks(Ranked.of(rows, SmoothEce.LEAST_CELLS)).map();
  }

  @Override
  public double apply(double p) {
    int at = Arrays.binarySearch(x, p);
    if (at >= 0) {
      return y[at];
    }
    int above = -at - 1;
    if (above == 0) {
      return y[0];
    }
    if (above == x.length) {
      return y[x.length - 1];
    }
    double share = (p - x[above - 1]) / (x[above] - x[above - 1]);
    return y[above - 1] + share * (y[above] - y[above - 1]);
  }
}

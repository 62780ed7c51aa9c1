package dev.assay.evaluation;

import org.jspecify.annotations.Nullable;

/**
 * n predictions of a yes or no, as columns. They are not copied: who gives the arrays leaves them
 * alone.
 *
 * <p>Shapes: p, y and w have n values. Ranges: p in [0, 1], the probability of the positive class;
 * y is 0 or 1; w is finite and not negative, 1 everywhere where there are no weights. A metric is
 * the same for weights that are all twice as large.
 */
public final class Binary {
  final double[] p;
  final byte[] y;
  final double @Nullable [] w;

  private Binary(double[] p, byte[] y, double @Nullable [] w) {
    this.p = p;
    this.y = y;
    this.w = w;
  }

  public static Binary of(double[] probabilities, byte[] labels) {
    return of(probabilities, labels, null);
  }

  /**
   * @param weights none: 1 everywhere
   * @throws dev.assay.problem.Problem.Invalid with the first 20 values that are wrong, and how many
   *     there are
   */
  public static Binary of(double[] probabilities, byte[] labels, double @Nullable [] weights) {
    Findings findings = new Findings();
    int n = probabilities.length;
    if (n == 0) {
      findings.add("predictions", "0 rows", "a row is needed at least");
    }
    findings.length("labels", labels.length, n);
    for (int i = 0; i < n; i++) {
      if (!(probabilities[i] >= 0 && probabilities[i] <= 1)) {
        findings.add("probability", i, probabilities[i], "a number from 0 to 1 is expected");
      }
    }
    for (int i = 0; i < labels.length; i++) {
      if ((labels[i] & ~1) != 0) {
        findings.add("label", i, labels[i], "0 or 1 is expected");
      }
    }
    checkWeights(weights, n, findings);
    findings.throwIfAny();
    return new Binary(probabilities, labels, weights);
  }

  static void checkWeights(double @Nullable [] weights, int n, Findings findings) {
    if (weights == null) {
      return;
    }
    findings.length("weights", weights.length, n);
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i];
      if (!(weights[i] >= 0 && weights[i] < Double.POSITIVE_INFINITY)) {
        findings.add("weight", i, weights[i], "a finite number is expected, 0 or more");
      }
    }
    if (n > 0 && sum == 0) {
      findings.add("weights", "0 everywhere", "one of them is above 0");
    }
  }

  /** Of what is known to be right. */
  static Binary trusted(double[] p, byte[] y, double @Nullable [] w) {
    return new Binary(p, y, w);
  }

  public int size() {
    return p.length;
  }

  public double probability(int row) {
    return p[row];
  }

  public int label(int row) {
    return y[row];
  }

  public double weight(int row) {
    return w == null ? 1 : w[row];
  }

  /** These rows only, in this order. */
  public Binary rows(int[] rows) {
    double[] rowP = new double[rows.length];
    byte[] rowY = new byte[rows.length];
    double[] rowW = w == null ? null : new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      rowP[i] = p[rows[i]];
      rowY[i] = y[rows[i]];
      if (w != null && rowW != null) {
        rowW[i] = w[rows[i]];
      }
    }
    return of(rowP, rowY, rowW);
  }

  /** These rows, or where there are more than so many a sample of them, spread evenly. */
  public Binary atMost(int most) {
    return size() <= most ? this : rows(Draws.sample(size(), most));
  }

  /** The same labels and weights with other probabilities. */
  Binary with(double[] probabilities) {
    return of(probabilities, y, w);
  }
}

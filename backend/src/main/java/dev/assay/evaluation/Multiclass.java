package dev.assay.evaluation;

import org.jspecify.annotations.Nullable;

/**
 * n predictions of one of K classes, as columns that are not copied.
 *
 * <p>Shapes: p is n × K, row by row; y and w have n values. Ranges: p in [0, 1], each row sums to 1
 * within 10⁻⁴ (what six digits and single precision leave of it); y from 0 to K − 1; K ≥ 2.
 */
public final class Multiclass {
  public static final double TOLERANCE = 1e-4;

  final double[] p;
  final int classes;
  final int[] y;
  final double @Nullable [] w;

  private Multiclass(double[] p, int classes, int[] y, double @Nullable [] w) {
    this.p = p;
    this.classes = classes;
    this.y = y;
    this.w = w;
  }

  /**
   * @throws dev.assay.problem.Problem.Invalid with the first 20 values that are wrong, and how many
   *     there are
   */
  public static Multiclass of(
      double[] probabilities, int classes, int[] labels, double @Nullable [] weights) {
    Findings findings = new Findings();
    shape(probabilities, classes, labels, findings);
    findings.throwIfAny(); // what follows goes by rows
    for (int i = 0; i < labels.length; i++) {
      double sum = row(probabilities, classes, i, findings);
      if (Math.abs(sum - 1) > TOLERANCE) {
        findings.add(
            "sum of probabilities",
            i,
            sum,
            "1 is expected, give or take " + TOLERANCE + "; renormalise if it is meant");
      }
      if (labels[i] < 0 || labels[i] >= classes) {
        findings.add("label", i, labels[i], "a class from 0 to " + (classes - 1) + " is expected");
      }
    }
    Binary.checkWeights(weights, labels.length, findings);
    findings.throwIfAny();
    return new Multiclass(probabilities, classes, labels, weights);
  }

  private static void shape(double[] p, int classes, int[] labels, Findings findings) {
    if (classes < 2) {
      findings.add("classes", classes, "there are 2 or more");
    }
    if (labels.length == 0) {
      findings.add("predictions", "0 rows", "a row is needed at least");
    }
    if (p.length != (long) labels.length * classes) {
      findings.add(
          "probabilities",
          p.length + " values",
          "there are %d rows of %d classes".formatted(labels.length, classes));
    }
  }

  /** The sum, 1 where a value is wrong already: one mistake is told once. */
  private static double row(double[] p, int classes, int row, Findings findings) {
    double sum = 0;
    boolean right = true;
    for (int k = 0; k < classes; k++) {
      double value = p[row * classes + k];
      sum += value;
      if (!(value >= 0 && value <= 1)) {
        right = false;
        findings.add("probability of class " + k, row, value, "a number from 0 to 1 is expected");
      }
    }
    return right ? sum : 1;
  }

  /**
   * Rows divided by their sums, for who asks for it.
   *
   * @param probabilities n × K, finite and not negative; a row of zeros becomes NaN, which {@link
   *     #of} refuses
   * @return a new array
   */
  public static double[] renormalised(double[] probabilities, int classes) {
    double[] result = probabilities.clone();
    for (int at = 0; at + classes <= result.length; at += classes) {
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        sum += result[at + k];
      }
      for (int k = 0; k < classes; k++) {
        result[at + k] /= sum;
      }
    }
    return result;
  }

  public int size() {
    return y.length;
  }

  public int classes() {
    return classes;
  }

  public double probability(int row, int k) {
    return p[row * classes + k];
  }

  public int label(int row) {
    return y[row];
  }

  public double weight(int row) {
    return w == null ? 1 : w[row];
  }

  /** The class of most probability; of ties the first. */
  public int top(int row) {
    int top = 0;
    for (int k = 1; k < classes; k++) {
      if (probability(row, k) > probability(row, top)) {
        top = k;
      }
    }
    return top;
  }

  /** How sure the most probable class is, and whether it was right (Guo et al. 2017). */
  public Binary topLabel() {
    double[] confidence = new double[size()];
    byte[] right = new byte[size()];
    for (int i = 0; i < confidence.length; i++) {
      int top = top(i);
      confidence[i] = probability(i, top);
      right[i] = (byte) (top == y[i] ? 1 : 0);
    }
    return Binary.trusted(confidence, right, w);
  }

  /** Class k against all others. */
  public Binary oneVersusRest(int k) {
    double[] column = new double[size()];
    byte[] is = new byte[size()];
    for (int i = 0; i < column.length; i++) {
      column[i] = probability(i, k);
      is[i] = (byte) (y[i] == k ? 1 : 0);
    }
    return Binary.trusted(column, is, w);
  }

  /** Mean log-loss, nats. */
  public double logLoss() {
    double sum = 0;
    double all = 0;
    for (int i = 0; i < size(); i++) {
      sum += weight(i) * LogLoss.of(probability(i, y[i]), 1);
      all += weight(i);
    }
    return sum / all;
  }

  /** What a row adds to the Brier score. */
  double squares(int row) {
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      double r = probability(row, k) - (y[row] == k ? 1 : 0);
      sum += r * r;
    }
    return sum;
  }

  /** These rows only, in this order. */
  public Multiclass rows(int[] rows) {
    double[] rowP = new double[rows.length * classes];
    int[] rowY = new int[rows.length];
    double[] rowW = w == null ? null : new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(p, rows[i] * classes, rowP, i * classes, classes);
      rowY[i] = y[rows[i]];
      if (w != null && rowW != null) {
        rowW[i] = w[rows[i]];
      }
    }
    return of(rowP, classes, rowY, rowW);
  }

  /** These rows, or where there are more than so many a sample of them, spread evenly. */
  public Multiclass atMost(int most) {
    return size() <= most ? this : rows(Draws.sample(size(), most));
  }

  /** The same labels and weights with other probabilities. */
  Multiclass with(double[] probabilities) {
    return of(probabilities, classes, y, w);
  }
}

package dev.assay.evaluation;

/** Probabilities of K classes from logits, and the losses by which maps of them are fitted. */
final class Softmax {
  private static final double LEAST = 1e-300; // of a probability; its logarithm is −691

  private Softmax() {}

  static double[] logits(double[] p) {
    double[] z = new double[p.length];
    for (int i = 0; i < z.length; i++) {
      z[i] = Math.log(Math.max(p[i], LEAST));
    }
    return z;
  }

  /** In place. */
  static void ofRows(double[] z, int classes) {
    for (int at = 0; at < z.length; at += classes) {
      ofRow(z, at, classes);
    }
  }

  /**
   * In place.
   *
   * @return ln Σ e^z
   */
  static double ofRow(double[] z, int at, int classes) {
    double most = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < classes; k++) {
      most = Math.max(most, z[at + k]);
    }
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      z[at + k] = Math.exp(z[at + k] - most);
      sum += z[at + k];
    }
    for (int k = 0; k < classes; k++) {
      z[at + k] /= sum;
    }
    return most + Math.log(sum);
  }

  /** Mean log-loss of softmax(a ln p), in a. */
  record Scaled(Multiclass rows) implements Newton.Loss {
    double[] fit(double[] start) {
      return Newton.minimum(this, start).orElseThrow(Logistic::unbounded);
    }

    @Override
    public double at(double[] a) {
      int k = rows.classes;
      double[] q = new double[k];
      double sum = 0;
      double total = 0;
      for (int i = 0; i < rows.size(); i++) {
        for (int c = 0; c < k; c++) {
          q[c] = a[0] * Math.log(Math.max(rows.probability(i, c), LEAST));
        }
        double ofLabel = q[rows.y[i]];
        sum += rows.weight(i) * (ofRow(q, 0, k) - ofLabel);
        total += rows.weight(i);
      }
      return sum / total;
    }

    @Override
    public void slopes(double[] a, double[] gradient, double[][] hessian) {
      int k = rows.classes;
      double[] z = new double[k];
      double[] q = new double[k];
      double total = 0;
      for (int i = 0; i < rows.size(); i++) {
        for (int c = 0; c < k; c++) {
          z[c] = Math.log(Math.max(rows.probability(i, c), LEAST));
          q[c] = a[0] * z[c];
        }
        ofRow(q, 0, k);
        double mean = 0;
        double square = 0;
        for (int c = 0; c < k; c++) {
          mean += q[c] * z[c];
          square += q[c] * z[c] * z[c];
        }
        double w = rows.weight(i);
        total += w;
        gradient[0] += w * (mean - z[rows.y[i]]);
        hessian[0][0] += w * (square - mean * mean);
      }
      Logistic.scale(gradient, hessian, total);
    }
  }
}

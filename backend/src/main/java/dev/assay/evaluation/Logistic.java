package dev.assay.evaluation;

import dev.assay.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Mean of ln(1 + e^z) − t z, z = Σ_j θ_j x_j: logistic regression without a penalty.
 *
 * @param x features, [j][row]
 * @param t targets in [0, 1]
 */
record Logistic(double[][] x, double[] t, double @Nullable [] w) implements Newton.Loss {

  /**
   * @throws Problem.Invalid when the features tell the classes apart without a mistake
   */
  double[] fit(double[] start) {
    return Newton.minimum(this, start).orElseThrow(Logistic::unbounded);
  }

  static Problem.Invalid unbounded() {
    return new Problem.Invalid(
        "labels",
        "told apart without a mistake, or of one class",
        "such a map has no best parameters; give more rows, or take isotonic or histogram");
  }

  private double weight(int row) {
    return w == null ? 1 : w[row];
  }

  private double z(double[] theta, int row) {
    double z = 0;
    for (int j = 0; j < x.length; j++) {
      z += theta[j] * x[j][row];
    }
    return z;
  }

  @Override
  public double at(double[] theta) {
    double sum = 0;
    double total = 0;
    for (int i = 0; i < t.length; i++) {
      double z = z(theta, i);
      sum += weight(i) * (LogLoss.softplus(z) - t[i] * z);
      total += weight(i);
    }
    return sum / total;
  }

  @Override
  public void slopes(double[] theta, double[] gradient, double[][] hessian) {
    double total = 0;
    for (int i = 0; i < t.length; i++) {
      double p = LogLoss.sigmoid(z(theta, i));
      total += weight(i);
      for (int j = 0; j < x.length; j++) {
        gradient[j] += weight(i) * (p - t[i]) * x[j][i];
        for (int k = 0; k <= j; k++) {
          hessian[j][k] += weight(i) * p * (1 - p) * x[j][i] * x[k][i];
        }
      }
    }
    scale(gradient, hessian, total);
  }

  /** To means, and both halves. */
  static void scale(double[] gradient, double[][] hessian, double total) {
    for (int j = 0; j < gradient.length; j++) {
      gradient[j] /= total;
      for (int k = 0; k <= j; k++) {
        hessian[j][k] /= total;
        hessian[k][j] = hessian[j][k];
      }
    }
  }
}

package dev.assay.search;

import static java.lang.Math.exp;
import static java.lang.Math.log;
import static java.lang.Math.sqrt;

import java.util.Arrays;

/**
 * A Gaussian process with mean 0 and a Matérn 5/2 kernel with a length for each coordinate
 * (Rasmussen and Williams 2006, equations 2.25, 2.26, 2.30 and 4.17):
 *
 * <p>k(x, x') = s (1 + r + r²/3) exp(−r), r² = 5 Σ wᵢ dᵢ(x, x'), where dᵢ is (xᵢ − x'ᵢ)², or 1 for
 * two choices that differ. wᵢ is the square of an inverse length.
 *
 * <p>Dense loops over rows rather than a library's matrices: all of them run along rows, which the
 * compiler turns into vector instructions, and K⁻¹ itself is wanted for the gradients.
 */
final class GaussianProcess {
  static final double LEAST_NOISE = 1e-6;

  private final double[][] x; // (n, d)
  private final boolean[] isChoice; // (d)
  private final Hyper hyper;
  private final double[][] inverse; // (n, n) of K + noise I
  private final double[] alpha; // (n) K⁻¹ y
  private final double logLikelihood;

  /**
   * @param weights w, (d)
   * @param scale s, the variance of the function
   * @param noise variance of what is observed around it
   */
  record Hyper(double[] weights, double scale, double noise) {

    /** All noise, so that the descent does not start in a fit of every wiggle. */
    static Hyper start(int d) {
      double[] weights = new double[d];
      Arrays.fill(weights, 1);
      return new Hyper(weights, 1, 1);
    }

    /** From the logarithms of all of them: weights, scale, noise above the least. */
    static Hyper of(double[] logs) {
      int d = logs.length - 2;
      double[] weights = new double[d];
      for (int i = 0; i < d; i++) {
        weights[i] = exp(logs[i]);
      }
      return new Hyper(weights, exp(logs[d]), LEAST_NOISE + exp(logs[d + 1]));
    }

    double[] logs() {
      int d = weights.length;
      double[] logs = new double[d + 2];
      for (int i = 0; i < d; i++) {
        logs[i] = log(weights[i]);
      }
      logs[d] = log(scale);
      logs[d + 1] = log(Math.max(noise - LEAST_NOISE, 1e-2 * LEAST_NOISE));
      return logs;
    }
  }

  /**
   * @param x (n, d)
   * @param y (n)
   * @throws ArithmeticException when the kernel matrix is not positive definite
   */
  GaussianProcess(double[][] x, double[] y, boolean[] isChoice, Hyper hyper) {
    this.x = x;
    this.isChoice = isChoice;
    this.hyper = hyper;
    int n = x.length;
    double[][] k = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        k[i][j] = k[j][i] = hyper.scale * matern(squaredDistance(x[i], x[j]));
      }
      k[i][i] = hyper.scale + hyper.noise;
    }
    double halfLogDeterminant = invert(k);
    this.inverse = k;
    this.alpha = times(inverse, y);
    double fit = 0;
    for (int i = 0; i < n; i++) {
      fit += y[i] * alpha[i];
    }
    this.logLikelihood = -fit / 2 - halfLogDeterminant - n / 2.0 * log(2 * Math.PI);
  }

  Hyper hyper() {
    return hyper;
  }

  double logLikelihood() {
    return logLikelihood;
  }

  /**
   * Its derivatives by the logarithms of weights, scale and (noise − least noise): ½ tr((αα' − K⁻¹)
   * ∂K), equation 5.9.
   */
  double[] gradient() {
    int n = x.length;
    int d = hyper.weights.length;
    double[] gradient = new double[d + 2];
    double trace = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        double outer = alpha[i] * alpha[j] - inverse[i][j]; // both halves of a symmetric matrix
        double d2 = squaredDistance(x[i], x[j]);
        double root = sqrt(5 * d2);
        double e = exp(-root);
        gradient[d] += outer * hyper.scale * (1 + root + root * root / 3) * e;
        double byDistance = outer * hyper.scale * slope(root, e);
        for (int c = 0; c < d; c++) {
          gradient[c] += byDistance * hyper.weights[c] * difference(x[i], x[j], c);
        }
      }
      double own = alpha[i] * alpha[i] - inverse[i][i];
      gradient[d] += own / 2 * hyper.scale;
      trace += own / 2;
    }
    gradient[d + 1] = trace * (hyper.noise - LEAST_NOISE);
    return gradient;
  }

  /**
   * Of the function at a point, without noise.
   *
   * @param variance at least 1e-12
   * @param meanSlope, varianceSlope by the coordinates; those of choices are 0
   */
  record Posterior(double mean, double variance, double[] meanSlope, double[] varianceSlope) {}

  Posterior at(double[] point) {
    int n = x.length;
    double[] k = new double[n];
    double[] byDistance = new double[n];
    for (int i = 0; i < n; i++) {
      double root = sqrt(5 * squaredDistance(x[i], point));
      double e = exp(-root);
      k[i] = hyper.scale * (1 + root + root * root / 3) * e;
      byDistance[i] = hyper.scale * slope(root, e);
    }
    double[] solved = times(inverse, k);
    double mean = 0;
    double explained = 0;
    for (int i = 0; i < n; i++) {
      mean += k[i] * alpha[i];
      explained += k[i] * solved[i];
    }
    double[] meanSlope = new double[point.length];
    double[] varianceSlope = new double[point.length];
    for (int c = 0; c < point.length; c++) {
      if (!isChoice[c]) {
        for (int i = 0; i < n; i++) {
          double slope = byDistance[i] * 2 * hyper.weights[c] * (point[c] - x[i][c]);
          meanSlope[c] += slope * alpha[i];
          varianceSlope[c] -= 2 * slope * solved[i];
        }
      }
    }
    return new Posterior(mean, Math.max(hyper.scale - explained, 1e-12), meanSlope, varianceSlope);
  }

  double mean(double[] point) {
    double mean = 0;
    for (int i = 0; i < x.length; i++) {
      mean += alpha[i] * hyper.scale * matern(squaredDistance(x[i], point));
    }
    return mean;
  }

  private static double matern(double squaredDistance) {
    double root = sqrt(5 * squaredDistance);
    return (1 + root + root * root / 3) * exp(-root);
  }

  /** The derivative of the kernel by the squared distance; there is no division by it at 0. */
  private static double slope(double root, double e) {
    return -5.0 / 6 * (1 + root) * e;
  }

  private double squaredDistance(double[] a, double[] b) {
    double sum = 0;
    for (int c = 0; c < a.length; c++) {
      sum += hyper.weights[c] * difference(a, b, c);
    }
    return sum;
  }

  private double difference(double[] a, double[] b, int c) {
    double difference = a[c] - b[c];
    return isChoice[c] ? (difference == 0 ? 0 : 1) : difference * difference;
  }

  /**
   * Puts the inverse of a positive definite matrix in its place, by its Cholesky factor.
   *
   * @return half of the logarithm of its determinant
   */
  private static double invert(double[][] k) {
    int n = k.length;
    double halfLogDeterminant = 0;
    for (int i = 0; i < n; i++) { // K = U'U, U in the upper half
      double pivot = k[i][i];
      if (!(pivot > 0)) {
        throw new ArithmeticException("the kernel matrix is not positive definite");
      }
      double root = sqrt(pivot);
      halfLogDeterminant += log(root);
      for (int j = i; j < n; j++) {
        k[i][j] /= root;
      }
      for (int r = i + 1; r < n; r++) {
        subtract(k[r], k[i][r], k[i], r, n);
      }
    }
    double[][] lower = new double[n][n]; // the inverse of U'
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        subtract(lower[i], k[j][i], lower[j], 0, j + 1);
      }
      lower[i][i] = 1;
      for (int j = 0; j <= i; j++) {
        lower[i][j] /= k[i][i];
      }
    }
    for (double[] row : k) {
      Arrays.fill(row, 0);
    }
    for (int i = 0; i < n; i++) { // K⁻¹ = L⁻ᵀ L⁻¹
      for (int r = 0; r <= i; r++) {
        subtract(k[r], -lower[i][r], lower[i], 0, r + 1);
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        k[j][i] = k[i][j];
      }
    }
    return halfLogDeterminant;
  }

  /** target −= factor · row, from one column to another. */
  private static void subtract(double[] target, double factor, double[] row, int from, int to) {
    for (int j = from; j < to; j++) {
      target[j] -= factor * row[j];
    }
  }

  /** A symmetric matrix times a vector, row by row. */
  private static double[] times(double[][] symmetric, double[] v) {
    double[] product = new double[v.length];
    for (int i = 0; i < v.length; i++) {
      subtract(product, -v[i], symmetric[i], 0, v.length);
    }
    return product;
  }
}

package dev.assay.evaluation;

import org.jspecify.annotations.Nullable;

/**
 * Rows that are made up by operations that IEEE 754 rounds in one way: those of {@code
 * benchmarks/evaluation_peer.py}, bit by bit.
 */
final class Made {
  private Made() {}

  static double frac(int i, double a) {
    return i * a % 1;
  }

  static Binary binary(int n) {
    return binary(n, false, false);
  }

  static Binary ties(int n) {
    return binary(n, true, false);
  }

  static Binary weighted(int n) {
    return binary(n, false, true);
  }

  private static Binary binary(int n, boolean ties, boolean weights) {
    double[] p = new double[n];
    byte[] y = new byte[n];
    double @Nullable [] w = weights ? new double[n] : null;
    for (int i = 0; i < n; i++) {
      p[i] = frac(i + 1, 0.7548776662466927);
      if (ties) {
        p[i] = Math.rint(p[i] * 20) / 20;
      }
      double q = p[i] + 0.6 * p[i] * (1 - p[i]) * (1 - 2 * p[i]);
      y[i] = (byte) (frac(i + 1, 0.5698402909980532) < q ? 1 : 0);
      if (w != null) {
        w[i] = 0.5 + frac(i + 1, 0.3027756377319946);
      }
    }
    return Binary.of(p, y, w);
  }

  static Binary calibrated(int n) {
    double[] p = new double[n];
    byte[] y = new byte[n];
    for (int i = 0; i < n; i++) {
      p[i] = frac(i + 1, 0.7548776662466927);
      y[i] = (byte) (frac(i + 1, 0.5698402909980532) < p[i] ? 1 : 0);
    }
    return Binary.of(p, y);
  }

  /** Other probabilities for the same labels. */
  static Binary other(Binary rows) {
    double[] p = new double[rows.size()];
    for (int i = 0; i < p.length; i++) {
      p[i] = Math.rint(rows.p[i] * 7 + frac(i + 1, 0.3027756377319946) * 3) / 10;
    }
    return Binary.of(p, rows.y);
  }

  static Multiclass multiclass(int n, int k) {
    double[] p = new double[n * k];
    int[] y = new int[n];
    for (int i = 0; i < n; i++) {
      double sum = 0;
      for (int c = 0; c < k; c++) {
        double u = frac((i + 1) * k + c, 0.7548776662466927) + 0.05;
        p[i * k + c] = u * u;
        sum += u * u;
      }
      double v = frac(i + 1, 0.5698402909980532);
      double below = 0;
      for (int c = 0; c < k; c++) {
        p[i * k + c] /= sum;
        below += 0.7 * p[i * k + c] + 0.3 / k;
        y[i] += below <= v && y[i] < k - 1 ? 1 : 0;
      }
    }
    return Multiclass.of(p, k, y, null);
  }
}

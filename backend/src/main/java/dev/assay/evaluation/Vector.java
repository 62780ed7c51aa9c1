package dev.assay.evaluation;

import dev.assay.problem.Problem;
import java.util.Arrays;

/**
 * A slope and an offset for each class, softmax(s ∘ ln p + b), of least log-loss (Guo et al. 2017,
 * section 4.2). It can change which class is on top.
 *
 * @param slopes K
 * @param offsets K, the last 0: one number added to all would change nothing
 */
public record Vector(double[] slopes, double[] offsets) implements MulticlassMap {
  static final int MOST_CLASSES = 100; // Newton's method has (2K − 1)² second derivatives

  public static Vector fit(Multiclass rows) {
    int k = rows.classes;
    if (k > MOST_CLASSES) {
      throw new Problem.Invalid(
          "classes", k, "vector scaling is fitted to 100 at most; take the temperature");
    }
    if (Arrays.stream(rows.y).distinct().count() < k) {
      throw new Problem.Invalid(
          "classes", k, "some have no rows, and no best offset; take the temperature");
    }
    double[] start = new double[2 * k - 1];
    Arrays.fill(start, 0, k, 1);
    double[] found =
        Newton.minimum(new Loss(rows, Softmax.logits(rows.p)), start)
            .orElseThrow(Logistic::unbounded);
    double[] offsets = Arrays.copyOf(Arrays.copyOfRange(found, k, 2 * k - 1), k);
    return new Vector(Arrays.copyOf(found, k), offsets);
  }

  @Override
  public double[] apply(double[] p, int classes) {
    if (classes != slopes.length) {
      throw new Problem.Invalid(
          "classes", classes, "the map was fitted to " + slopes.length + " classes");
    }
    double[] z = Softmax.logits(p);
    for (int i = 0; i < z.length; i++) {
      z[i] = slopes[i % classes] * z[i] + offsets[i % classes];
    }
    Softmax.ofRows(z, classes);
    return z;
  }

  /** Of (s_1 … s_K, b_1 … b_{K−1}); z is n × K. */
  private record Loss(Multiclass rows, double[] z) implements Newton.Loss {
    private double[] scores(double[] theta, int row) {
      int k = rows.classes;
      double[] q = new double[k];
      for (int c = 0; c < k; c++) {
        q[c] = theta[c] * z[row * k + c] + (c < k - 1 ? theta[k + c] : 0);
      }
      return q;
    }

    @Override
    public double at(double[] theta) {
      double sum = 0;
      double total = 0;
      for (int i = 0; i < rows.size(); i++) {
        double[] q = scores(theta, i);
        double ofLabel = q[rows.y[i]];
        sum += rows.weight(i) * (Softmax.ofRow(q, 0, q.length) - ofLabel);
        total += rows.weight(i);
      }
      return sum / total;
    }

    @Override
    public void slopes(double[] theta, double[] gradient, double[][] hessian) {
      int k = rows.classes;
      double[] x = new double[theta.length]; // ∂ score of its class/∂θ
      double total = 0;
      for (int i = 0; i < rows.size(); i++) {
        double[] q = scores(theta, i);
        Softmax.ofRow(q, 0, k);
        double w = rows.weight(i);
        total += w;
        System.arraycopy(z, i * k, x, 0, k);
        Arrays.fill(x, k, x.length, 1);
        for (int a = 0; a < x.length; a++) {
          int c = a % k;
          gradient[a] += w * (q[c] - (rows.y[i] == c ? 1 : 0)) * x[a];
          for (int b = 0; b <= a; b++) {
            hessian[a][b] += w * x[a] * x[b] * q[c] * ((c == b % k ? 1 : 0) - q[b % k]);
          }
        }
      }
      Logistic.scale(gradient, hessian, total);
    }
  }
}

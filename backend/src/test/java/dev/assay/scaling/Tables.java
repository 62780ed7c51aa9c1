package dev.assay.scaling;

import java.util.ArrayList;
import java.util.List;

/**
 * Points that laws are fitted to: made, since the points of published studies are not published.
 * Their noise is a sequence, so that any language can make the same numbers.
 */
final class Tables {
  /** Besiroglu et al. 2024, table 1. */
  static final ParametricLaw BESIROGLU = new ParametricLaw(1.8172, 482.01, 2085.43, .3478, .3658);

  /** Hoffmann et al. 2022, equation 10. */
  static final ParametricLaw HOFFMANN = new ParametricLaw(1.69, 406.4, 410.7, .34, .28);

  static final ParametricLaw ASYMMETRIC = new ParametricLaw(1.69, 406.4, 410.7, .465, .155);
  static final ParametricLaw SMALL = new ParametricLaw(1.2, 60, 800, .3, .4);

  /** The budgets of Hoffmann et al. 2022, figure 3. */
  static final double[] BUDGETS = {6e18, 1e19, 3e19, 6e19, 1e20, 3e20, 6e20, 1e21, 3e21};

  private Tables() {}

  static List<Point> noiseFree() {
    return noisy(grid(logs(1e7, 1e10, 5), logs(1e9, 1e12, 5)), BESIROGLU, 0, 0);
  }

  static List<Point> noise() {
    return noisy(noiseFree(), BESIROGLU, 0.01, 0);
  }

  static List<Point> outliers() {
    return noisy(noiseFree(), BESIROGLU, 0.01, 0.1);
  }

  static List<Point> few() {
    double[] params = {1e7, 3e7, 1e8, 3e8, 1e9, 1e8, 1e9};
    double[] tokens = {1e9, 6e8, 2e9, 2e10, 2e10, 2e10, 4e9};
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < params.length; i++) {
      points.add(new Point(params[i], tokens[i], 1));
    }
    return noisy(points, BESIROGLU, 0.002, 0);
  }

  static List<Point> narrow() {
    return noisy(grid(logs(1e8, 4e8, 4), logs(2e9, 8e9, 4)), BESIROGLU, 0.001, 0);
  }

  static List<Point> likeHoffmann() {
    return noisy(isoFlop(BUDGETS, 14, 10), BESIROGLU, 0.01, 0);
  }

  static List<Point> small() {
    double[] params = {1e4, 4e4, 16e4, 64e4, 256e4};
    return noisy(grid(params, new double[] {1e6, 4e6, 16e6, 64e6}), SMALL, 0.005, 0);
  }

  static List<Point> asymmetric() {
    return noisy(isoFlop(BUDGETS, 14, 10), ASYMMETRIC, 0.003, 0);
  }

  static List<Point> grid(double[] params, double[] tokens) {
    List<Point> points = new ArrayList<>();
    for (double n : params) {
      for (double d : tokens) {
        points.add(new Point(n, d, 1));
      }
    }
    return points;
  }

  /** Around twenty tokens per parameter, by a factor in N to both sides. */
  static List<Point> isoFlop(double[] budgets, int each, double factor) {
    List<Point> points = new ArrayList<>();
    for (double flops : budgets) {
      for (int i = 0; i < each; i++) {
        double n = Math.sqrt(flops / 120) * Math.pow(factor, -1 + 2.0 * i / (each - 1));
        points.add(new Point(n, flops / 6 / n, 1));
      }
    }
    return points;
  }

  static double[] logs(double low, double high, int n) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = low * Math.pow(high / low, i / (n - 1.0));
    }
    return values;
  }

  /**
   * @param deviation of ln L
   * @param outlier added to ln L of each sixth point
   */
  static List<Point> noisy(List<Point> at, ParametricLaw law, double deviation, double outlier) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < at.size(); i++) {
      Point point = at.get(i);
      double off = deviation * normal(i) + (i % 6 == 3 ? outlier : 0);
      points.add(point.withLoss(law.lossNats(point.params(), point.tokens()) * Math.exp(off)));
    }
    return points;
  }

  /** Box and Muller's transformation of a sequence of low discrepancy. */
  private static double normal(int i) {
    double u = (i + 1) * .7548776662466927 % 1;
    double v = (i + 1) * .5698402909980532 % 1;
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
  }
}

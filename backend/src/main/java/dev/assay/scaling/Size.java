package dev.assay.scaling;

import java.util.ArrayList;
import java.util.List;

/** What can be run. */
public record Size(double params, double tokens) {
  private static final int VALUES = 12; // of params and of tokens
  private static final double BEYOND = 4;

  public double flops() {
    return Point.flops(params, tokens);
  }

  /**
   * A grid, even in logarithms, from the smallest params and tokens of the points to four times the
   * largest, of what the budget allows and with tokens per parameter that were run, give or take
   * four.
   *
   * @param flops for one run
   */
  public static List<Size> around(List<Point> points, double flops) {
    double[] params = points.stream().mapToDouble(Point::params).sorted().toArray();
    double[] tokens = points.stream().mapToDouble(Point::tokens).sorted().toArray();
    double[] ratios = points.stream().mapToDouble(Point::tokensPerParam).sorted().toArray();
    int last = points.size() - 1;
    List<Size> sizes = new ArrayList<>();
    for (int i = 0; i < VALUES; i++) {
      for (int j = 0; j < VALUES; j++) {
        Size size = new Size(even(params[0], params[last], i), even(tokens[0], tokens[last], j));
        double ratio = size.tokens / size.params;
        if (size.flops() <= flops
            && ratio >= ratios[0] / BEYOND
            && ratio <= ratios[last] * BEYOND) {
          sizes.add(size);
        }
      }
    }
    return sizes;
  }

  private static double even(double low, double high, int i) {
    return low * Math.pow(BEYOND * high / low, i / (VALUES - 1.0));
  }
}

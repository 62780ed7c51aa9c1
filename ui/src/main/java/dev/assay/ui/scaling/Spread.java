package dev.assay.ui.scaling;

import java.util.List;
import java.util.stream.IntStream;

/** Where curves are computed: evenly by the logarithm. */
final class Spread {
  private Spread() {}

  /**
   * @param count two or more
   */
  static List<Double> of(double from, double to, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> from * Math.pow(to / from, (double) i / (count - 1)))
        .toList();
  }

  static double least(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
  }

  static double most(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
  }
}

package dev.assay.scaling;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Of the parameters of a law, in their order. One whose bounds are equal is held there.
 *
 * @param names as they are shown
 */
record Bounds(String[] names, double[] low, double[] high) {
  private static final double BELOW = 16; // a term of 1e-7 of the least loss is none
  private static final double ABOVE = 3; // the terms at the centre are about as large as the losses

  /**
   * For {@link PowerTerms}.
   *
   * @param floor E if it is known
   * @param exponents of each power, null where it is not known
   */
  static Bounds of(
      String[] names, double[] logLoss, @Nullable Double floor, @Nullable Double... exponents) {
    int powers = exponents.length;
    double[] low = new double[2 * powers + 1];
    double[] high = new double[low.length];
    Arrays.fill(low, Arrays.stream(logLoss).min().orElseThrow() - BELOW);
    Arrays.fill(high, Arrays.stream(logLoss).max().orElseThrow() + ABOVE);
    if (floor != null) {
      low[powers] = Math.log(floor);
      high[powers] = low[powers];
    }
    for (int k = 0; k < powers; k++) {
      Double exponent = exponents[k];
      low[powers + 1 + k] = exponent == null ? Exponent.LEAST : exponent;
      high[powers + 1 + k] = exponent == null ? Exponent.MOST : exponent;
    }
    return new Bounds(names, low, high);
  }

  boolean isFree(int parameter) {
    return low[parameter] != high[parameter];
  }

  /** Indices of those that are not held. */
  int[] free() {
    return IntStream.range(0, low.length).filter(this::isFree).toArray();
  }

  double clamp(int parameter, double value) {
    return isFree(parameter) ? Math.clamp(value, low[parameter], high[parameter]) : low[parameter];
  }
}

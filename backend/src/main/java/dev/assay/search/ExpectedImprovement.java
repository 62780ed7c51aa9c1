package dev.assay.search;

import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.numbers.gamma.Erfcx;

/**
 * The logarithm of the improvement that is to be expected of a normal variable, right where the
 * improvement itself is too small for a double (Ament et al. 2023, "Unexpected Improvements to
 * Expected Improvement", equation 9).
 */
final class ExpectedImprovement {
  private static final double LOG_SQRT_2_PI = 0.5 * Math.log(2 * Math.PI);
  private static final double SQRT_HALF = Math.sqrt(0.5);
  private static final double SQRT_HALF_PI = Math.sqrt(Math.PI / 2);

  private ExpectedImprovement() {}

  /**
   * log E[max(0, best − Y)], Y ~ N(mean, deviation²).
   *
   * @param deviation above 0
   */
  static double log(double best, double mean, double deviation) {
    return logH((best - mean) / deviation) + Math.log(deviation);
  }

  /** log h(z), h(z) = φ(z) + z Φ(z). */
  static double logH(double z) {
    if (z > -1) {
      return Math.log(Math.exp(logDensity(z)) + z * Erfc.value(-z * SQRT_HALF) / 2);
    }
    if (z < -1e5) { // 1 - 1 + 1/z² - … : the bracket below has no digits left
      return logDensity(z) - 2 * Math.log(-z);
    }
    return logDensity(z) + Math.log1p(z * mills(z));
  }

  /** The derivative of log h, which is Φ(z) / h(z). */
  static double slope(double z) {
    if (z > -1) {
      return Erfc.value(-z * SQRT_HALF) / 2 / Math.exp(logH(z));
    }
    return mills(z) * Math.exp(logDensity(z) - logH(z));
  }

  private static double logDensity(double z) {
    return -z * z / 2 - LOG_SQRT_2_PI;
  }

  /** Φ(z) / φ(z), for z below 0. */
  private static double mills(double z) {
    return SQRT_HALF_PI * Erfcx.value(-z * SQRT_HALF);
  }
}

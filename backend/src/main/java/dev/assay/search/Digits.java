package dev.assay.search;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers in sentences. */
final class Digits {
  private static final int SHOWN = 4;
  private static final int ALL = 17;

  private Digits() {}

  /** With four significant digits. */
  static String of(double x) {
    return of(x, SHOWN);
  }

  /** How many digits tell two numbers apart, at least four. */
  static int apart(double x, double y) {
    int digits = SHOWN;
    while (digits < ALL && x != y && of(x, digits).equals(of(y, digits))) {
      digits++;
    }
    return digits;
  }

  static String of(double x, int digits) {
    if (!Double.isFinite(x)) {
      return Double.isNaN(x) ? "NaN" : x > 0 ? "infinity" : "-infinity";
    }
    BigDecimal rounded = new BigDecimal(x).round(new MathContext(digits)).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    boolean plain = rounded.signum() == 0 || (exponent >= -4 && exponent < 7);
    return plain ? rounded.toPlainString() : rounded.toString();
  }
}

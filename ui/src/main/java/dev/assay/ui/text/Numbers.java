package dev.assay.ui.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** How numbers are written: four significant digits, as charts/numbers.js writes them in charts. */
public final class Numbers {
  private static final int SIGNIFICANT = 4;
  private static final MathContext ROUNDING = new MathContext(SIGNIFICANT, RoundingMode.HALF_EVEN);
  private static final String[] BINARY_UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

  private Numbers() {}

  /**
   * At most four significant digits: {@code 3.142}, {@code 12,346}, {@code 1.5e-5}, {@code NaN},
   * {@code −∞}.
   */
  public static String brief(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "∞" : "−∞";
    }
    double size = Math.abs(value);
    if (size != 0 && (size >= 1e7 || size < 1e-3)) {
      return minus(scientific(value));
    }
    if (size >= 1e4) {
      return minus(String.format(Locale.ROOT, "%,d", Math.round(value)));
    }
    return minus(BigDecimal.valueOf(value).round(ROUNDING).stripTrailingZeros().toPlainString());
  }

  /** Every digit there is. */
  public static String exact(double value) {
    return minus(Double.toString(value));
  }

  public static String whole(long value) {
    return minus(String.format(Locale.ROOT, "%,d", value));
  }

  /** Between 0 and 1, as a whole percentage that is 100 only when all is done. */
  public static String percent(double share) {
    return (int) Math.floor(share * 100) + " %";
  }

  public static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < BINARY_UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    MathContext digits = new MathContext(value >= 100 ? 3 : 2, RoundingMode.HALF_EVEN);
    return BigDecimal.valueOf(value).round(digits).stripTrailingZeros().toPlainString()
        + " "
        + BINARY_UNITS[unit];
  }

  /** {@code 1 run}, {@code 2 runs}. */
  public static String count(long n, String noun) {
    return whole(n) + " " + noun + (n == 1 ? "" : "s");
  }

  private static String scientific(double value) {
    BigDecimal rounded = BigDecimal.valueOf(value).round(ROUNDING).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    return rounded.scaleByPowerOfTen(-exponent).toPlainString() + "e" + exponent;
  }

  private static String minus(String number) {
    return number.replace('-', '−');
  }
}

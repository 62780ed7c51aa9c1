package dev.assay.ui.scaling;

import dev.assay.scaling.Interval;
import dev.assay.ui.text.Numbers;
import dev.assay.ui.text.Spans;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How params, tokens, FLOPs and losses are written, and read from what people type. */
final class Amounts {
  private static final double[] UNITS = {1e12, 1e9, 1e6, 1e3};
  private static final String[] LETTERS = {"T", "G", "M", "k"};
  private static final double GREATEST_IN_UNITS = 1e16;
  private static final double LEAST_IN_UNITS = 1e4;
  private static final MathContext THREE = new MathContext(3, RoundingMode.HALF_EVEN);
  private static final double TEN_SECONDS = 10;

  private Amounts() {}

  /** A count in three digits, as axes of charts have it: {@code 12.3M}, {@code 4.56G}. */
  static String count(@Nullable Double value) {
    if (value == null || !Double.isFinite(value)) {
      return value == null ? "–" : Numbers.brief(value);
    }
    double size = Math.abs(value);
    for (int i = 0; i < UNITS.length && size >= LEAST_IN_UNITS && size < GREATEST_IN_UNITS; i++) {
      if (size >= UNITS[i]) {
        return rounded(value / UNITS[i]) + LETTERS[i];
      }
    }
    return size >= LEAST_IN_UNITS ? Numbers.brief(value) : rounded(value);
  }

  private static String rounded(double value) {
    return BigDecimal.valueOf(value).round(THREE).stripTrailingZeros().toPlainString();
  }

  /** {@code 1.5e18}. */
  static String flops(@Nullable Double value) {
    return value == null
        ? "–"
        : Double.isFinite(value) && Math.abs(value) >= LEAST_IN_UNITS
            ? String.format(Locale.ROOT, "%.3g", value).replaceAll("\\.?0*e\\+?0*", "e")
            : Numbers.brief(value);
  }

  static String nats(@Nullable Double value) {
    return value == null ? "–" : Numbers.brief(value);
  }

  /** {@code 2.31 to 2.38}. */
  static String range(Interval interval, Function<Double, String> written) {
    return written.apply(interval.low()) + " to " + written.apply(interval.high());
  }

  /** Of a standard error or a residual of logarithms: {@code 0.52 %}. */
  static String percent(double share) {
    return Double.isFinite(share)
        ? BigDecimal.valueOf(share * 100)
                .round(THREE)
                .stripTrailingZeros()
                .toPlainString()
                .replace('-', '−')
            + " %"
        : "–";
  }

  /** With its sign: {@code +1.2 %}. */
  static String signed(double share) {
    return (share > 0 ? "+" : "") + percent(share);
  }

  static String seconds(@Nullable Double seconds) {
    if (seconds == null) {
      return "not known";
    }
    return seconds < TEN_SECONDS
        ? rounded(seconds) + " s"
        : Spans.rough(Duration.ofMillis(Math.round(seconds * 1000)));
  }

  /**
   * What somebody has typed: {@code 70e9}, {@code 1.4T}, {@code 500M}, {@code 12,000}.
   *
   * @return empty when it is none
   */
  static Optional<Double> read(String typed) {
    String text = typed.strip().replace(",", "").replace("_", "").replace("−", "-");
    double times = 1;
    if (!text.isEmpty()) {
      int unit = "TGMkBK".indexOf(text.charAt(text.length() - 1));
      if (unit >= 0) {
        times = new double[] {1e12, 1e9, 1e6, 1e3, 1e9, 1e3}[unit];
        text = text.substring(0, text.length() - 1).strip();
      }
    }
    try {
      double value = new BigDecimal(text).doubleValue() * times;
      return Double.isFinite(value) ? Optional.of(value) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}

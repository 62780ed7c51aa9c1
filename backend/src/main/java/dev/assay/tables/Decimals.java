package dev.assay.tables;

/** Decimal numbers as people and programs write them, and nothing else. */
public final class Decimals {
  /** Powers of ten that a double has exactly. */
  private static final double[] TEN = new double[23];

  static {
    double power = 1;
    for (int i = 0; i < TEN.length; i++) {
      TEN[i] = power;
      power *= 10;
    }
  }

  private static final long EXACT = 1L << 53;
  private static final int MOST_DIGITS = 18;
  private static final int LARGEST_EXPONENT = 9_999;

  private Decimals() {}

  /**
   * The number that a text is: {@code 1}, {@code -0.5}, {@code .5}, {@code 1e-3}; {@code inf} and
   * {@code infinity}, with a sign, in any case. NaN where it is none, {@code nan} included. Blanks
   * around it are no matter.
   */
  public static double parse(String written) {
    String text = written.strip();
    Scan scan = new Scan(text);
    if (!scan.isNumber()) {
      return infinity(text);
    }
    // digits and power are exact, so their product is rounded once (Clinger 1990)
    if (scan.digits <= EXACT
        && scan.counted <= MOST_DIGITS
        && Math.abs(scan.exponent) < TEN.length) {
      double digits = scan.digits;
      double value = scan.exponent < 0 ? digits / TEN[-scan.exponent] : digits * TEN[scan.exponent];
      return scan.negative ? -value : value;
    }
    return Double.parseDouble(text);
  }

  private static double infinity(String text) {
    boolean negative = text.startsWith("-");
    String word = negative || text.startsWith("+") ? text.substring(1) : text;
    if (word.equalsIgnoreCase("inf") || word.equalsIgnoreCase("infinity")) {
      return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    return Double.NaN;
  }

  /** One pass over {@code [+-]? (digits [.digits?] | .digits) ([eE] [+-]? digits)?}. */
  private static final class Scan {
    private final String text;
    private int at;
    private boolean negative;
    private long digits;
    private int counted; // digits that count: from the first that is not 0
    private int exponent;

    Scan(String text) {
      this.text = text;
    }

    boolean isNumber() {
      negative = sign();
      int whole = digits();
      int fraction = 0;
      if (at < text.length() && text.charAt(at) == '.') {
        at++;
        fraction = digits();
        exponent = -fraction;
      }
      return whole + fraction > 0 && exponent() && at == text.length();
    }

    /** Whether there is a minus. */
    private boolean sign() {
      if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
        return text.charAt(at++) == '-';
      }
      return false;
    }

    /** How many there are. */
    private int digits() {
      int from = at;
      for (; at < text.length(); at++) {
        int digit = text.charAt(at) - '0';
        if (digit < 0 || digit > 9) {
          break;
        }
        if (counted < MOST_DIGITS) {
          digits = digits * 10 + digit;
        }
        if (digits > 0) {
          counted++;
        }
      }
      return at - from;
    }

    private boolean exponent() {
      if (at == text.length() || (text.charAt(at) | 0x20) != 'e') {
        return true;
      }
      at++;
      boolean minus = sign();
      int from = at;
      int written = 0;
      for (; at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9'; at++) {
        written = Math.min(LARGEST_EXPONENT, written * 10 + text.charAt(at) - '0');
      }
      exponent += minus ? -written : written;
      return at > from;
    }
  }
}

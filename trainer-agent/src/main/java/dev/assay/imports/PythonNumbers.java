package dev.assay.imports;

import java.util.Locale;

/** Numbers as Python writes them. */
final class PythonNumbers {

  private PythonNumbers() {}

  /**
   * @throws NumberFormatException when it is none
   */
  static double read(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "nan", "-nan", "+nan" -> Double.NaN;
      case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default -> number(text.strip());
    };
  }

  /** Java reads 1d and 0x1p3 too. */
  private static double number(String text) {
    if (!text.isEmpty() && Character.isLetter(text.charAt(text.length() - 1))) {
      throw new NumberFormatException(text + " is no number");
    }
    return Double.parseDouble(text);
  }
}

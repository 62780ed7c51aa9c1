package dev.assay.ui.text;

import java.math.BigDecimal;
import tools.jackson.databind.JsonNode;

/** How the values of params are written. */
public final class ParamText {
  private static final int MOST_ZEROS = 9;

  private ParamText() {}

  /** For tables: numbers in four significant digits. */
  public static String brief(JsonNode value) {
    return value.isFloatingPointNumber() ? Numbers.brief(value.doubleValue()) : exact(value);
  }

  /**
   * All of it: text without quotes, numbers as people write them ({@code 0.0005} rather than {@code
   * 5.0E-4}).
   */
  public static String exact(JsonNode value) {
    if (value.isString()) {
      return value.asString();
    }
    if (value.isFloatingPointNumber() && Double.isFinite(value.doubleValue())) {
      BigDecimal number = value.decimalValue().stripTrailingZeros();
      return Math.abs(number.scale()) <= MOST_ZEROS ? number.toPlainString() : number.toString();
    }
    return value.toString();
  }
}

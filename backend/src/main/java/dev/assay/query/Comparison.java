package dev.assay.query;

/** How two values are compared. */
public enum Comparison {
  EQUAL("="),
  NOT_EQUAL("!="),
  LESS("<"),
  AT_MOST("<="),
  GREATER(">"),
  AT_LEAST(">="),
  /** {@code %} stands for any text, {@code _} for any character; case matters. */
  LIKE("LIKE"),
  /** The same, but case does not matter. */
  ILIKE("ILIKE");

  private final String sign;

  Comparison(String sign) {
    this.sign = sign;
  }

  /** Whether it asks for an order, which only numbers and times have. */
  boolean isOrder() {
    return this == LESS || this == AT_MOST || this == GREATER || this == AT_LEAST;
  }

  boolean isPattern() {
    return this == LIKE || this == ILIKE;
  }

  @Override
  public String toString() {
    return sign;
  }
}

package dev.assay.scaling;

/**
 * Where exponents are looked for. One of 0.01 lowers its term by 7 % over three decades: no table
 * tells such a term from a constant; one of 3 is gone after less than a decade.
 */
final class Exponent {
  static final double LEAST = 0.01;
  static final double MOST = 3;

  private Exponent() {}
}

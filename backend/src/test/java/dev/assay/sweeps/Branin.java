package dev.assay.sweeps;

/**
 * Branin's function on x in [-5, 10], y in [0, 15]. Its minimum is 0.397887, at (π, 2.275) among
 * others (Dixon and Szegö 1978).
 */
final class Branin {
  static final double MINIMUM = 0.397887;

  private Branin() {}

  static double at(double x, double y) {
    double b = 5.1 / (4 * Math.PI * Math.PI);
    double c = 5 / Math.PI;
    double bowl = y - b * x * x + c * x - 6;
    return bowl * bowl + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
  }
}

package dev.assay.search;

/** Which values of an objective are better. */
public enum Direction {
  MINIMIZE,
  MAXIMIZE;

  /** Whether one value is better than another; NaN is never, and everything else is than NaN. */
  public boolean isBetter(double value, double than) {
    if (Double.isNaN(value) || Double.isNaN(than)) {
      return !Double.isNaN(value) && Double.isNaN(than);
    }
    return this == MINIMIZE ? value < than : value > than;
  }

  /** What makes less better of values of this direction: 1, or -1. */
  double sign() {
    return this == MINIMIZE ? 1 : -1;
  }

  /** The better of two values; the other where one is NaN. */
  public double better(double a, double b) {
    return isBetter(a, b) ? a : b;
  }
}

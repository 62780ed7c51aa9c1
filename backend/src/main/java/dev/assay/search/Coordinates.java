package dev.assay.search;

/** The cells into which a discrete domain cuts the numbers from 0 to 1. */
final class Coordinates {
  private Coordinates() {}

  /** The cell that u lies in, from 0. */
  static long cell(double u, long cells) {
    return Math.min((long) (checked(u) * cells), cells - 1);
  }

  static double middle(long cell, long cells) {
    return (cell + 0.5) / cells;
  }

  static double checked(double u) {
    if (!(u >= 0 && u <= 1)) {
      throw new IllegalArgumentException("the coordinate " + u + " is not between 0 and 1");
    }
    return u;
  }
}

package dev.assay.series;

/**
 * How an axis is cut into buckets. With width w a bucket i holds what lies at i w to before (i + 1)
 * w. Widths are powers of two and buckets begin at multiples of them, so the cut of a series that
 * grows stays the same until it has doubled.
 *
 * @param width 0 when each point is by itself; infinite when one bucket lies on both sides of 0
 */
record Grid(double width) {
  static final Grid EACH_POINT = new Grid(0);

  /**
   * The finest with at most so many buckets.
   *
   * @param lo where the first point is, finite
   * @param hi where the last point is, finite
   * @param least width that makes sense: 1 for whole numbers, 0 for any
   */
  static Grid of(double lo, double hi, int most, double least) {
    double span = hi - lo;
    double width =
        span > 0 && Double.isFinite(span) ? Math.scalb(1.0, Math.getExponent(span / most)) : 1;
    width = Math.max(width, least);
    while (Math.floor(hi / width) - Math.floor(lo / width) >= most) { // false for an infinite width
      width *= 2;
    }
    return new Grid(width);
  }

  double bucketOf(double x) {
    return Math.floor(x / width);
  }

  /** Where the bucket begins that holds a step; steps themselves where each is by itself. */
  long start(long step) {
    return width == 0 ? step : (long) (bucketOf(step) * width);
  }
}

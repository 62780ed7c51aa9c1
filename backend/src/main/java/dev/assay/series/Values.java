package dev.assay.series;

/**
 * Values in short.
 *
 * @param min least finite value; NaN when there is none
 * @param max greatest finite value; NaN when there is none
 * @param mean of the finite values; NaN when there is none
 * @param last the last one; may be NaN or infinite
 * @param count all of them, at least 1
 * @param nonFinite those that are NaN or infinite
 */
record Values(double min, double max, double mean, double last, long count, long nonFinite) {

  /**
   * Those from index {@code from} to before {@code to}, at least one.
   *
   * <p>The mean is a sum divided by their number. A sum of fewer than 2^53 doubles formed one by
   * one errs by at most n ulp; Neumaier's (ZAMM 54, 1974) errs by two, whatever n. Values so great
   * that their sum would overflow are divided first.
   */
  static Values of(double[] values, int from, int to) {
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    double sum = 0;
    double lost = 0;
    int finite = 0;
    for (int i = from; i < to; i++) {
      double x = values[i];
      if (Math.abs(x) <= Double.MAX_VALUE) {
        least = Math.min(least, x);
        greatest = Math.max(greatest, x);
        double next = sum + x;
        lost += Math.abs(sum) >= Math.abs(x) ? (sum - next) + x : (x - next) + sum;
        sum = next;
        finite++;
      }
    }
    double last = values[to - 1];
    if (finite == 0) {
      return new Values(Double.NaN, Double.NaN, Double.NaN, last, to - from, to - from);
    }
    double mean = (sum + lost) / finite;
    if (!(Math.abs(mean) <= Double.MAX_VALUE)) {
      mean = meanOfGreat(values, from, to, finite);
    }
    return new Values(
        least, greatest, Math.clamp(mean, least, greatest), last, to - from, to - from - finite);
  }

  private static double meanOfGreat(double[] values, int from, int to, int finite) {
    double mean = 0;
    for (int i = from; i < to; i++) {
      if (Math.abs(values[i]) <= Double.MAX_VALUE) {
        mean += values[i] / finite;
      }
    }
    return mean;
  }

  /** These and, after them, those. */
  Values then(Values later) {
    long finite = count - nonFinite;
    long laterFinite = later.count - later.nonFinite;
    long all = count + later.count;
    long allNonFinite = nonFinite + later.nonFinite;
    if (laterFinite == 0) {
      return new Values(min, max, mean, later.last, all, allNonFinite);
    }
    if (finite == 0) {
      return new Values(later.min, later.max, later.mean, later.last, all, allNonFinite);
    }
    double least = Math.min(min, later.min);
    double greatest = Math.max(max, later.max);
    double share = laterFinite / (double) (finite + laterFinite);
    double both = mean * (1 - share) + later.mean * share;
    return new Values(
        least, greatest, Math.clamp(both, least, greatest), later.last, all, allNonFinite);
  }
}

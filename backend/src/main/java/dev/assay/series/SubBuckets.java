package dev.assay.series;

import java.util.Arrays;

/**
 * Stretches of neighbouring points of a series, each in short; columns of equal length, in the
 * order of steps.
 *
 * @param step of the first point of each
 * @param timeMillis of the first point
 * @param min least finite value; NaN when it has none
 * @param max greatest finite value; NaN when it has none
 * @param mean of the finite values; NaN when it has none
 * @param last value of the last point
 * @param count points, at least 1
 * @param nonFinite points that are NaN or infinite
 */
@SuppressWarnings("ArrayRecordComponent") // columns of numbers, never compared
record SubBuckets(
    long[] step,
    long[] timeMillis,
    double[] min,
    double[] max,
    double[] mean,
    double[] last,
    int[] count,
    int[] nonFinite) {

  static SubBuckets ofSize(int m) {
    return new SubBuckets(
        new long[m],
        new long[m],
        new double[m],
        new double[m],
        new double[m],
        new double[m],
        new int[m],
        new int[m]);
  }

  int size() {
    return step.length;
  }

  /** Cuts points into at most so many stretches of equally many points. */
  static SubBuckets of(SeriesPoints points, int most) {
    int each = Math.max(1, Math.ceilDiv(points.size(), most));
    SubBuckets all = ofSize(Math.ceilDiv(points.size(), each));
    for (int i = 0; i < all.size(); i++) {
      int from = i * each;
      int to = Math.min(points.size(), from + each);
      all.step[i] = points.steps()[from];
      all.timeMillis[i] = points.timesMillis()[from];
      all.set(i, Values.of(points.values(), from, to));
    }
    return all;
  }

  /** The same cut more coarsely: so many neighbours become one. */
  SubBuckets coarser(int each) {
    SubBuckets all = ofSize(Math.ceilDiv(size(), each));
    for (int i = 0; i < all.size(); i++) {
      int from = i * each;
      all.step[i] = step[from];
      all.timeMillis[i] = timeMillis[from];
      Values values = values(from);
      for (int j = from + 1; j < Math.min(size(), from + each); j++) {
        values = values.then(values(j));
      }
      all.set(i, values);
    }
    return all;
  }

  private void set(int i, Values values) {
    min[i] = values.min();
    max[i] = values.max();
    mean[i] = values.mean();
    last[i] = values.last();
    count[i] = Math.toIntExact(values.count());
    nonFinite[i] = Math.toIntExact(values.nonFinite());
  }

  /** The values of a stretch in short. */
  Values values(int i) {
    return new Values(min[i], max[i], mean[i], last[i], count[i], nonFinite[i]);
  }

  /** All values in short. */
  Values values() {
    Values all = values(0);
    for (int i = 1; i < size(); i++) {
      all = all.then(values(i));
    }
    return all;
  }

  /** The stretches from index {@code from} to before {@code to}. */
  SubBuckets slice(int from, int to) {
    return new SubBuckets(
        Arrays.copyOfRange(step, from, to),
        Arrays.copyOfRange(timeMillis, from, to),
        Arrays.copyOfRange(min, from, to),
        Arrays.copyOfRange(max, from, to),
        Arrays.copyOfRange(mean, from, to),
        Arrays.copyOfRange(last, from, to),
        Arrays.copyOfRange(count, from, to),
        Arrays.copyOfRange(nonFinite, from, to));
  }
}

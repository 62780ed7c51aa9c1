package dev.assay.series;

import java.util.Arrays;

/**
 * The points of a series in columns of equal length, one point per step.
 *
 * @param steps ascending, each once
 * @param timesMillis milliseconds since 1970
 */
@SuppressWarnings("ArrayRecordComponent") // columns of numbers, never compared
record SeriesPoints(long[] steps, long[] timesMillis, double[] values) {

  int size() {
    return steps.length;
  }

  /** Index of the first point at or after a step; {@link #size()} when there is none. */
  int indexFrom(long step) {
    int at = Arrays.binarySearch(steps, step);
    return at >= 0 ? at : -at - 1;
  }

  /** Index after the last point at or before a step. */
  int indexAfter(long step) {
    int at = Arrays.binarySearch(steps, step);
    return at >= 0 ? at + 1 : -at - 1;
  }

  /** Takes points in the order in which they were written. */
  static final class Builder {
    private long[] steps = new long[16];
    private long[] timesMillis = new long[16];
    private double[] values = new double[16];
    private int n;
    private boolean ascending = true;

    void add(long step, long timeMillis, double value) {
      if (n == steps.length) {
        int capacity = n + (n >> 1);
        steps = Arrays.copyOf(steps, capacity);
        timesMillis = Arrays.copyOf(timesMillis, capacity);
        values = Arrays.copyOf(values, capacity);
      }
      ascending &= n == 0 || step > steps[n - 1];
      steps[n] = step;
      timesMillis[n] = timeMillis;
      values[n] = value;
      n++;
    }

    SeriesPoints build() {
      if (ascending) {
        return new SeriesPoints(
            Arrays.copyOf(steps, n), Arrays.copyOf(timesMillis, n), Arrays.copyOf(values, n));
      }
      return lastWriteOfEachStep();
    }

    private SeriesPoints lastWriteOfEachStep() {
      long[] distinct = Arrays.stream(steps, 0, n).sorted().distinct().toArray();
      SeriesPoints points =
          new SeriesPoints(distinct, new long[distinct.length], new double[distinct.length]);
      for (int i = 0; i < n; i++) { // in the order of writing, so that the last write stays
        int at = Arrays.binarySearch(distinct, steps[i]);
        points.timesMillis[at] = timesMillis[i];
        points.values[at] = values[i];
      }
      return points;
    }
  }
}

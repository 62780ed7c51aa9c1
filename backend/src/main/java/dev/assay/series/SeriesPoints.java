package dev.assay.series;

import java.util.Arrays;
import java.util.List;

/**
 * The points of a series in columns of equal length, one point per step.
 *
 * @param steps ascending, each once
 * @param timesMillis milliseconds since 1970
 */
@SuppressWarnings("ArrayRecordComponent") // columns of numbers, never compared
record SeriesPoints(long[] steps, long[] timesMillis, double[] values) {

  static final SeriesPoints NONE = new SeriesPoints(new long[0], new long[0], new double[0]);

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

  long firstStep() {
    return steps[0];
  }

  long lastStep() {
    return steps[steps.length - 1];
  }

  /** The points from index {@code from} to before {@code to}. */
  SeriesPoints slice(int from, int to) {
    return from == 0 && to == size()
        ? this
        : new SeriesPoints(
            Arrays.copyOfRange(steps, from, to),
            Arrays.copyOfRange(timesMillis, from, to),
            Arrays.copyOfRange(values, from, to));
  }

  /** Those at or after one step and at or before another. */
  SeriesPoints between(long fromStep, long toStep) {
    int from = indexFrom(fromStep);
    return slice(from, Math.max(from, indexAfter(toStep)));
  }

  /** Points one after the other, whose steps ascend over all of them. */
  static SeriesPoints concat(List<SeriesPoints> parts) {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    int n = parts.stream().mapToInt(SeriesPoints::size).sum();
    SeriesPoints all = new SeriesPoints(new long[n], new long[n], new double[n]);
    int at = 0;
    for (SeriesPoints part : parts) {
      System.arraycopy(part.steps, 0, all.steps, at, part.size());
      System.arraycopy(part.timesMillis, 0, all.timesMillis, at, part.size());
      System.arraycopy(part.values, 0, all.values, at, part.size());
      at += part.size();
    }
    return all;
  }

  /** These with newer ones laid over them: where both have a step, the newer point stays. */
  SeriesPoints overlaid(SeriesPoints newer) {
    if (size() == 0 || newer.size() == 0) {
      return size() == 0 ? newer : this;
    }
    if (newer.firstStep() > lastStep()) {
      return concat(List.of(this, newer));
    }
    int most = size() + newer.size();
    SeriesPoints all = new SeriesPoints(new long[most], new long[most], new double[most]);
    int n = 0;
    int i = 0;
    int j = 0;
    while (i < size() || j < newer.size()) {
      boolean takeNewer = j < newer.size() && (i == size() || newer.steps[j] <= steps[i]);
      if (takeNewer && i < size() && newer.steps[j] == steps[i]) {
        i++;
      }
      SeriesPoints from = takeNewer ? newer : this;
      int k = takeNewer ? j++ : i++;
      all.steps[n] = from.steps[k];
      all.timesMillis[n] = from.timesMillis[k];
      all.values[n] = from.values[k];
      n++;
    }
    return all.slice(0, n);
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

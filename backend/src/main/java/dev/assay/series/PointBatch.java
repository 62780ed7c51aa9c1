package dev.assay.series;

import java.util.List;

/**
 * Points in the order in which they were written, as columns of equal length n. The same metric and
 * step may come more than once: the later one counts.
 *
 * @param metricIds what each point measures
 * @param steps any
 * @param timesMillis milliseconds since 1970
 * @param values any, NaN and infinite included
 */
@SuppressWarnings("ArrayRecordComponent") // columns of numbers, never compared
public record PointBatch(int[] metricIds, long[] steps, long[] timesMillis, double[] values) {
  public PointBatch {
    int n = metricIds.length;
    if (steps.length != n || timesMillis.length != n || values.length != n) {
      throw new IllegalArgumentException(
          "columns of %d metrics, %d steps, %d times and %d values; they must be of equal length"
              .formatted(n, steps.length, timesMillis.length, values.length));
    }
  }

  /** The number of points. */
  public int size() {
    return metricIds.length;
  }

  /** The batches one after the other. */
  public static PointBatch concat(List<PointBatch> batches) {
    if (batches.size() == 1) {
      return batches.getFirst();
    }
    int n = batches.stream().mapToInt(PointBatch::size).sum();
    PointBatch all = new PointBatch(new int[n], new long[n], new long[n], new double[n]);
    int at = 0;
    for (PointBatch batch : batches) {
      System.arraycopy(batch.metricIds, 0, all.metricIds, at, batch.size());
      System.arraycopy(batch.steps, 0, all.steps, at, batch.size());
      System.arraycopy(batch.timesMillis, 0, all.timesMillis, at, batch.size());
      System.arraycopy(batch.values, 0, all.values, at, batch.size());
      at += batch.size();
    }
    return all;
  }
}

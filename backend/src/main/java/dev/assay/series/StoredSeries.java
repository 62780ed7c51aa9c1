package dev.assay.series;

import java.util.Arrays;

/**
 * A row of {@code metric_series}: what the chunks of a series amount to.
 *
 * @param stats of its whole history, as far as it is in chunks
 * @param openChunks points in the chunks at the end that may still be merged, in the order of steps
 * @param own whether its whole history lies in the branch of the row
 */
@SuppressWarnings("ArrayRecordComponent") // sizes, never compared
record StoredSeries(
    BranchId branch, int metricId, SeriesStats stats, int[] openChunks, boolean own) {

  long n() {
    return stats.n();
  }

  @Override
  public String toString() {
    return "%s of %s: %s, open %s".formatted(metricId, branch, stats, Arrays.toString(openChunks));
  }
}

package dev.assay.series;

import dev.assay.runs.RunId;
import org.jspecify.annotations.Nullable;

/**
 * A series cut into buckets of equal width; empty buckets are left out. Columns are of equal
 * length, in the order of the axis.
 *
 * @param points number of points in the range asked for; when only what has changed was asked for,
 *     of the whole series
 * @param width of a bucket on the axis, a power of two; 0 when each point is by itself; infinite
 *     when one bucket has points on both sides of 0
 * @param replacesFrom when only what has changed was asked for and the cut is still the same: these
 *     buckets take the place of those an earlier reading gave from this step on; null: of all
 * @param lastStep of the range; null when no point is in it
 * @param step step of each bucket's first point
 * @param x where each bucket's first point is on the axis; null when the axis is the step
 * @param min least finite value of each bucket; NaN when it has none
 * @param max greatest finite value of each bucket; NaN when it has none
 * @param mean mean of the finite values of each bucket; NaN when it has none
 * @param last value of each bucket's last point; may be NaN or infinite
 * @param count points in each bucket, those that are not finite included
 * @param nonFinite points in each bucket that are NaN or infinite
 */
@SuppressWarnings("ArrayRecordComponent") // columns of numbers, never compared
public record BucketedSeries(
    RunId run,
    String metric,
    long points,
    double width,
    @Nullable Long replacesFrom,
    @Nullable Long lastStep,
    long[] step,
    double @Nullable [] x,
    double[] min,
    double[] max,
    double[] mean,
    double[] last,
    int[] count,
    int[] nonFinite) {

  /** The same in the place of buckets from a step on. */
  BucketedSeries replacing(long from, long pointsOfAll, long lastStepOfAll) {
    return new BucketedSeries(
        run,
        metric,
        pointsOfAll,
        width,
        from,
        lastStepOfAll,
        step,
        x,
        min,
        max,
        mean,
        last,
        count,
        nonFinite);
  }

  /** How many buckets. */
  public int size() {
    return step.length;
  }
}

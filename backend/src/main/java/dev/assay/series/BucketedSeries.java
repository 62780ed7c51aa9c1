package dev.assay.series;

import dev.assay.runs.RunId;

/**
 * A series cut into buckets of equal step width; empty buckets are left out.
 *
 * @param points number of points in the range asked for
 * @param step step of each bucket's first point, ascending
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
    long[] step,
    double[] min,
    double[] max,
    double[] mean,
    double[] last,
    int[] count,
    int[] nonFinite) {}

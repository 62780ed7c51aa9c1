package dev.assay.series;

import java.time.Instant;

/**
 * A metric of a run in short: how many points it has, its last one (by step; the last write wins at
 * a step), and what its finite values are between.
 *
 * @param points number of distinct steps
 * @param lastValue may be NaN or infinite
 * @param min least finite value; NaN when there is none
 * @param max greatest finite value; NaN when there is none
 * @param mean of the finite values; NaN when there is none
 */
public record MetricSummary(
    String name,
    long points,
    long lastStep,
    Instant lastTime,
    double lastValue,
    double min,
    double max,
    double mean) {}

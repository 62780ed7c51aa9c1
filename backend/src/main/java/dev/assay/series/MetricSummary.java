package dev.assay.series;

import java.time.Instant;

/**
 * A metric of a run in short: how many points it has and its last one (by step; the last write wins
 * at a step).
 *
 * @param points number of distinct steps
 * @param lastValue may be NaN or infinite
 */
public record MetricSummary(
    String name, long points, long lastStep, Instant lastTime, double lastValue) {}

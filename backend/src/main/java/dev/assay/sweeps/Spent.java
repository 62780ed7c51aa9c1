package dev.assay.sweeps;

import java.time.Duration;

/**
 * What a sweep has taken so far.
 *
 * @param trials started
 * @param time of all its runs together
 * @param flops of those runs that say it
 */
public record Spent(int trials, Duration time, double flops) {}

package dev.assay.evaluations;

import dev.assay.evaluations.Windows.Window;
import java.time.Duration;
import java.util.List;

/**
 * Metrics before a date, up to a second one, and from then on.
 *
 * @param gap after each date in which rows are left out: what happens late must not be known early
 * @param metrics that were asked for
 * @param train before the first date
 * @param validation from the first date and the gap up to the second date
 * @param test from the second date and the gap on
 */
public record Periods(
    Duration gap, List<String> metrics, Window train, Window validation, Window test) {}

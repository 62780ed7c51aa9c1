package dev.assay.evaluations;

import dev.assay.evaluation.BinaryMetric.Better;
import dev.assay.evaluation.Interval;
import org.jspecify.annotations.Nullable;

/**
 * A metric of an evaluation.
 *
 * @param key its name as a metric of the run: {@code auroc}
 * @param label its name for people: {@code AUROC}
 * @param better which of two values is: higher, lower, neither
 * @param method of the interval: bootstrap, DeLong, Wilson
 * @param undefined why it is NaN; null where it is a number
 */
public record Score(
    String key,
    String label,
    Interval interval,
    Better better,
    String method,
    @Nullable String undefined) {}

package dev.assay.studies;

import dev.assay.search.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * A run that a plan proposes.
 *
 * @param seconds at the speed of earlier runs; null when none tells
 * @param memoryBytes as the recipe estimates it; null when it does not
 * @param errorBefore standard error of the logarithm of the answer: 0.01 is 1 %
 * @param errorAfter with this run and those before it, if the law is right
 * @param why what it tells
 */
public record PlannedRun(
    Configuration configuration,
    double params,
    double tokens,
    double flops,
    @Nullable Double seconds,
    @Nullable Double memoryBytes,
    double errorBefore,
    double errorAfter,
    String why) {}

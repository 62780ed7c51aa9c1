package dev.assay.runs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An experiment as it stands in a list.
 *
 * @param lastActivity when its newest run was created; null when it has none
 */
public record ExperimentSummary(
    Experiment experiment, long runs, long running, @Nullable Instant lastActivity) {}

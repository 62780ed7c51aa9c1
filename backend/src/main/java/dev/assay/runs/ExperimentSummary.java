package dev.assay.runs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An experiment as it stands in a list.
 *
 * @param runs how many are in sight; of a deleted experiment all
 * @param lastActivity when the newest of them was created; null when there is none
 */
public record ExperimentSummary(
    Experiment experiment, long runs, long running, @Nullable Instant lastActivity) {}

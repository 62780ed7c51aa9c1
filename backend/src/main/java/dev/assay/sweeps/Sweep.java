package dev.assay.sweeps;

import dev.assay.runs.ExperimentId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A search over a space.
 *
 * @param reason why it ended or rests, for people; null while it runs
 * @param running trials that have not ended
 * @param best trial by the first objective that has ended or was pruned; of several objectives, see
 *     {@link Sweeps#front}
 */
public record Sweep(
    SweepId id,
    ExperimentId experimentId,
    SweepSpec spec,
    SweepStatus status,
    @Nullable String reason,
    Spent spent,
    int running,
    int failed,
    int pruned,
    @Nullable Trial best,
    String createdBy,
    Instant createdAt,
    @Nullable Instant endedAt) {}

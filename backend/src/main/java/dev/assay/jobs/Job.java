package dev.assay.jobs;

import dev.assay.runs.Params;
import dev.assay.runs.RunId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A unit of work in the queue.
 *
 * @param wish what is wanted of the agent that does it
 * @param attempt how often it has been given out
 * @param agent name of the agent that does it, or did it last
 */
public record Job(
    JobId id,
    String recipe,
    Params params,
    RunId runId,
    JobStatus status,
    Wish wish,
    int priority,
    int attempt,
    @Nullable String agent,
    Instant createdAt,
    @Nullable Instant endedAt,
    @Nullable String failure) {}

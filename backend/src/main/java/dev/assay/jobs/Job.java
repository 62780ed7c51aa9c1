package dev.assay.jobs;

import dev.assay.runs.Params;
import dev.assay.runs.RunId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A unit of work in the queue.
 *
 * @param wish what is wanted of the agent that does it
 * @param terms of those that it had to wait for only the ones that have not finished
 * @param attempt how often it has been given out, without those times that it was handed back
 * @param agent name of the agent that does it, or did it last
 * @param waits why no agent does it although it is queued; null when it is merely its turn that it
 *     waits for
 * @param schedule that submitted it
 */
public record Job(
    JobId id,
    String recipe,
    Params params,
    RunId runId,
    JobStatus status,
    Wish wish,
    Terms terms,
    int attempt,
    @Nullable String agent,
    @Nullable String waits,
    @Nullable ScheduleId schedule,
    Instant createdAt,
    @Nullable Instant endedAt,
    @Nullable String failure) {
  public int priority() {
    return terms.priority();
  }
}

package dev.assay.jobs;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A job on the wire. */
record JobView(
    UUID id,
    String recipe,
    ObjectNode params,
    UUID runId,
    JobStatus status,
    Wish wish,
    int priority,
    int attempt,
    @Nullable String agent,
    Instant createdAt,
    @Nullable Instant endedAt,
    @Nullable String failure) {
  static JobView of(Job job) {
    return new JobView(
        job.id().value(),
        job.recipe(),
        job.params().tree(),
        job.runId().value(),
        job.status(),
        job.wish(),
        job.priority(),
        job.attempt(),
        job.agent(),
        job.createdAt(),
        job.endedAt(),
        job.failure());
  }
}

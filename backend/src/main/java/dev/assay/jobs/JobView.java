package dev.assay.jobs;

import java.time.Instant;
import java.util.List;
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
    List<String> labels,
    NeedsView needs,
    List<UUID> after,
    int retries,
    long backoffSeconds,
    @Nullable Instant notBefore,
    int attempt,
    @Nullable String agent,
    @Nullable String waits,
    @Nullable UUID scheduleId,
    Instant createdAt,
    @Nullable Instant endedAt,
    @Nullable String failure) {

  record NeedsView(long memoryBytes, List<JobTemplate.DeviceNeed> devices) {
    static NeedsView of(Needs needs) {
      return new NeedsView(
          needs.memoryBytes(),
          needs.devices().entrySet().stream()
              .map(e -> new JobTemplate.DeviceNeed(e.getKey(), e.getValue()))
              .toList());
    }
  }

  static JobView of(Job job) {
    Terms terms = job.terms();
    return new JobView(
        job.id().value(),
        job.recipe(),
        job.params().tree(),
        job.runId().value(),
        job.status(),
        job.wish(),
        terms.priority(),
        terms.labels(),
        NeedsView.of(terms.needs()),
        terms.after().stream().map(JobId::value).toList(),
        terms.retries(),
        terms.backoff().toSeconds(),
        terms.notBefore(),
        job.attempt(),
        job.agent(),
        job.waits(),
        job.schedule() == null ? null : job.schedule().value(),
        job.createdAt(),
        job.endedAt(),
        job.failure());
  }
}

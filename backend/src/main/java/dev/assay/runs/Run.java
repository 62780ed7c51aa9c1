package dev.assay.runs;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One recorded execution.
 *
 * @param parent the run that it is a part of; null when there is none
 * @param group what it is compared under, with other runs of its experiment; null when there is
 *     none
 * @param progress between 0 and 1, as its last heartbeat said; null when it never did
 * @param failure one line on why it failed; null unless it did
 * @param lastLines the last lines of its console, kept when it failed; null otherwise
 * @param learnt one line on what was learnt from it; null until somebody writes it
 * @param importedFrom where it was recorded first; null unless it was imported
 * @param archivedAt since when it is out of sight; null unless it is
 * @param deletedAt since when it can only be restored or purged; null unless it is
 * @param forkedFrom the run whose history it shares up to {@code forkStep}; null when there is none
 */
public record Run(
    RunId id,
    ExperimentId experimentId,
    String name,
    @Nullable RunId parent,
    @Nullable String group,
    RunStatus status,
    Params params,
    Map<String, String> tags,
    @Nullable Double progress,
    String createdBy,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Instant heartbeatAt,
    @Nullable String failure,
    @Nullable String lastLines,
    @Nullable String learnt,
    @Nullable String importedFrom,
    @Nullable Instant archivedAt,
    @Nullable Instant deletedAt,
    @Nullable RunId forkedFrom,
    @Nullable Long forkStep) {

  /** How long it has been running, or ran; empty before it starts. */
  public Optional<Duration> duration(Instant now) {
    if (startedAt == null) {
      return Optional.empty();
    }
    return Optional.of(Duration.between(startedAt, endedAt == null ? now : endedAt));
  }

  /**
   * The time left if it goes on at its average speed; empty unless it runs and has made progress.
   */
  public Optional<Duration> timeLeft(Instant now) {
    if (status != RunStatus.RUNNING || progress == null || progress <= 0) {
      return Optional.empty();
    }
    double done = progress;
    return duration(now).map(d -> Duration.ofMillis((long) (d.toMillis() * (1 - done) / done)));
  }
}

package dev.assay.runs;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A run on the wire. */
public record RunView(
    UUID id,
    long experimentId,
    String name,
    @Nullable UUID parent,
    @Nullable String group,
    RunStatus status,
    ObjectNode params,
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
    @Nullable UUID forkedFrom,
    @Nullable Long forkStep) {
  public static RunView of(Run run) {
    return new RunView(
        run.id().value(),
        run.experimentId().value(),
        run.name(),
        run.parent() == null ? null : run.parent().value(),
        run.group(),
        run.status(),
        run.params().tree(),
        run.tags(),
        run.progress(),
        run.createdBy(),
        run.createdAt(),
        run.startedAt(),
        run.endedAt(),
        run.heartbeatAt(),
        run.failure(),
        run.lastLines(),
        run.learnt(),
        run.importedFrom(),
        run.archivedAt(),
        run.deletedAt(),
        run.forkedFrom() == null ? null : run.forkedFrom().value(),
        run.forkStep());
  }
}

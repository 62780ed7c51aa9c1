package dev.assay.runs;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A run on the wire. */
@Schema(
    example =
        """
          {"id": "0198f3a0-0000-7000-8000-0000000000d1", "experimentId": 1, "name": "wordnet-4x128",
           "parent": null, "group": "sizes", "status": "FINISHED", "params": {"model": {"layers": 4}, "lr": 0.001},
           "tags": {"purpose": "baseline"}, "progress": 1.0, "createdBy": "admin",
           "createdAt": "2026-01-01T00:00:00Z", "startedAt": "2026-01-01T00:00:01Z",
           "endedAt": "2026-01-01T01:00:00Z", "heartbeatAt": "2026-01-01T00:59:55Z", "failure": null,
           "lastLines": null, "learnt": "a warm-up of 100 steps is enough", "importedFrom": null,
           "archivedAt": null, "deletedAt": null, "forkedFrom": null, "forkStep": null}
        """)
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

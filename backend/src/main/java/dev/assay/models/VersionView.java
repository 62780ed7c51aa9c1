package dev.assay.models;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A version as the REST API shows it. */
record VersionView(
    String model,
    int version,
    String source,
    String location,
    LineageView lineage,
    String runLink,
    String description,
    Stage stage,
    List<String> aliases,
    Map<String, String> tags,
    Instant createdAt,
    Instant updatedAt) {
  record LineageView(
      @Nullable UUID run,
      @Nullable String loggedModel,
      @Nullable String artifactPath,
      @Nullable Long checkpointStep) {
    static LineageView of(Lineage l) {
      return new LineageView(
          l.run() == null ? null : l.run().value(),
          l.loggedModel() == null ? null : l.loggedModel().toString(),
          l.artifactPath(),
          l.checkpointStep());
    }
  }

  static VersionView of(ModelVersion v) {
    return new VersionView(
        v.model(),
        v.number(),
        v.source(),
        v.location(),
        LineageView.of(v.lineage()),
        v.runLink(),
        v.description(),
        v.stage(),
        v.aliases(),
        v.tags(),
        v.createdAt(),
        v.updatedAt());
  }
}

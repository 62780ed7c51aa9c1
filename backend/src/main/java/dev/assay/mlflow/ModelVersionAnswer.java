package dev.assay.mlflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.assay.models.ModelVersion;
import java.util.List;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A version as MLflow writes it.
 *
 * @param status always READY: a version is there when its row is
 */
@JsonNaming(SnakeCaseStrategy.class)
record ModelVersionAnswer(
    String name,
    String version,
    long creationTimestamp,
    long lastUpdatedTimestamp,
    String currentStage,
    String description,
    String source,
    String runId,
    String status,
    @JsonInclude(Include.NON_EMPTY) List<KeyValue> tags,
    String runLink,
    @JsonInclude(Include.NON_EMPTY) List<String> aliases) {
  static ModelVersionAnswer of(ModelVersion v) {
    return new ModelVersionAnswer(
        v.model(),
        Integer.toString(v.number()),
        v.createdAt().toEpochMilli(),
        v.updatedAt().toEpochMilli(),
        v.stage().toString(),
        v.description(),
        v.source(),
        v.lineage().run() == null ? "" : Ids.of(v.lineage().run()),
        "READY",
        KeyValue.of(v.tags()),
        v.runLink(),
        v.aliases());
  }
}

package dev.assay.mlflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.assay.models.ModelVersion;
import dev.assay.models.RegisteredModel;
import java.util.List;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** A registered model as MLflow writes it. What is empty is not there. */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(Include.NON_EMPTY)
record RegisteredModelAnswer(
    String name,
    long creationTimestamp,
    long lastUpdatedTimestamp,
    String description,
    List<ModelVersionAnswer> latestVersions,
    List<KeyValue> tags,
    List<Alias> aliases) {

  record Alias(String alias, String version) {}

  /**
   * @param newest the newest version of each stage
   */
  static RegisteredModelAnswer of(RegisteredModel m, List<ModelVersion> newest) {
    return new RegisteredModelAnswer(
        m.name(),
        m.createdAt().toEpochMilli(),
        m.updatedAt().toEpochMilli(),
        m.description(),
        newest.stream().map(ModelVersionAnswer::of).toList(),
        KeyValue.of(m.tags()),
        m.aliases().entrySet().stream()
            .map(e -> new Alias(e.getKey(), e.getValue().toString()))
            .toList());
  }
}

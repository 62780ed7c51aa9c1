package dev.assay.mlflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.assay.runs.Experiment;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** An experiment as MLflow writes it. */
@JsonNaming(SnakeCaseStrategy.class)
record ExperimentAnswer(
    String experimentId,
    String name,
    String artifactLocation,
    String lifecycleStage,
    long lastUpdateTime,
    long creationTime,
    @JsonInclude(Include.NON_EMPTY) List<KeyValue> tags) {
  static ExperimentAnswer of(Experiment e) {
    return new ExperimentAnswer(
        Ids.of(e.id()),
        e.name(),
        "mlflow-artifacts:/" + e.id(),
        e.deletedAt() == null ? "active" : "deleted",
        e.updatedAt().toEpochMilli(),
        e.createdAt().toEpochMilli(),
        KeyValue.of(tags(e)));
  }

  /** Notes are a tag for MLflow. */
  private static Map<String, String> tags(Experiment e) {
    Map<String, String> tags = new TreeMap<>(e.tags());
    if (!e.notes().isEmpty()) {
      tags.put(MlflowTags.NOTE, e.notes());
    }
    return tags;
  }
}

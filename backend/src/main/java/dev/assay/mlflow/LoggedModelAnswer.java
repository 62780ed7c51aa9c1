package dev.assay.mlflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.assay.models.LoggedModel;
import dev.assay.models.LoggedModelMetric;
import dev.assay.models.ModelVersion;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** A logged model as MLflow writes it. Lists without items are not there. */
record LoggedModelAnswer(Info info, Data data) {
  /** Where MLflow's pages look for the versions that a model became. */
  private static final String VERSIONS = "mlflow.modelVersions";

  @JsonNaming(SnakeCaseStrategy.class)
  record Info(
      String modelId,
      String experimentId,
      String name,
      long creationTimestampMs,
      long lastUpdatedTimestampMs,
      String artifactUri,
      LoggedModelState status,
      String modelType,
      String sourceRunId,
      @JsonInclude(Include.NON_EMPTY) List<KeyValue> tags) {}

  @JsonInclude(Include.NON_EMPTY)
  record Data(List<KeyValue> params, List<Metric> metrics) {}

  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(Include.NON_EMPTY)
  record Metric(
      String key,
      double value,
      long timestamp,
      long step,
      String modelId,
      String runId,
      String datasetName,
      String datasetDigest) {
    static Metric of(LoggedModelMetric m) {
      return new Metric(
          m.name(),
          Point.shown(m.value()),
          m.timeMillis(),
          m.step(),
          m.model().toString(),
          Ids.of(m.run()),
          m.datasetName(),
          m.datasetDigest());
    }
  }

  /**
   * @param versions that the model became
   */
  static LoggedModelAnswer of(LoggedModel m, List<ModelVersion> versions) {
    Info info =
        new Info(
            m.id().toString(),
            Ids.of(m.experiment()),
            m.name(),
            m.createdAt().toEpochMilli(),
            m.updatedAt().toEpochMilli(),
            m.location(),
            LoggedModelState.of(m.status()),
            m.type(),
            m.run() == null ? "" : Ids.of(m.run()),
            KeyValue.of(tags(m, versions)));
    return new LoggedModelAnswer(
        info, new Data(KeyValue.of(m.params()), m.metrics().stream().map(Metric::of).toList()));
  }

  private static Map<String, String> tags(LoggedModel m, List<ModelVersion> versions) {
    if (versions.isEmpty()) {
      return m.tags();
    }
    Map<String, String> tags = new TreeMap<>(m.tags());
    tags.put(
        VERSIONS,
        versions.stream()
            .map(v -> "{\"name\": %s, \"version\": %d}".formatted(quoted(v.model()), v.number()))
            .collect(Collectors.joining(", ", "[", "]")));
    return tags;
  }

  private static String quoted(String name) {
    return "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}

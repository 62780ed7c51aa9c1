package dev.assay.models;

import dev.assay.runs.ExperimentId;
import dev.assay.runs.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model that a run has made, with its files and what is known of it.
 *
 * @param run which made it; the run may be gone
 * @param type what kind of model it is, in the words of whoever logged it; may be empty
 * @param metrics the newest of them, oldest first
 */
public record LoggedModel(
    LoggedModelId id,
    ExperimentId experiment,
    String name,
    @Nullable RunId run,
    String type,
    LoggedModelStatus status,
    Map<String, String> params,
    Map<String, String> tags,
    List<LoggedModelMetric> metrics,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant deletedAt) {

  /** Where its files are, as clients of MLflow write it. */
  public String location() {
    return "mlflow-artifacts:/%s/models/%s/artifacts".formatted(experiment, id);
  }

  LoggedModel with(List<LoggedModelMetric> others) {
    return new LoggedModel(
        id,
        experiment,
        name,
        run,
        type,
        status,
        params,
        tags,
        others,
        createdAt,
        updatedAt,
        deletedAt);
  }
}

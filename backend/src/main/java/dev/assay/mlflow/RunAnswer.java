package dev.assay.mlflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.assay.models.LoggedModelId;
import dev.assay.models.RunModels;
import dev.assay.runs.Dataset;
import dev.assay.runs.Input;
import dev.assay.runs.Run;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** A run as MLflow writes it. Lists without items and fields without a value are not there. */
@JsonInclude(Include.NON_NULL)
record RunAnswer(Info info, Data data, RunInputs inputs, RunOutputs outputs) {

  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(Include.NON_NULL)
  record Info(
      String runUuid,
      String experimentId,
      String runName,
      String userId,
      Status status,
      long startTime,
      @Nullable Long endTime,
      String artifactUri,
      String lifecycleStage,
      String runId) {
    static Info of(Run run) {
      String id = Ids.of(run.id());
      return new Info(
          id,
          Ids.of(run.experimentId()),
          run.name(),
          run.tags().getOrDefault(MlflowTags.USER, run.createdBy()),
          Status.of(run.status()),
          millis(run.startedAt() == null ? run.createdAt() : run.startedAt()),
          run.endedAt() == null ? null : millis(run.endedAt()),
          "mlflow-artifacts:/%s/%s/artifacts".formatted(run.experimentId(), id),
          run.deletedAt() == null ? "active" : "deleted",
          id);
    }

    private static long millis(Instant time) {
      return time.toEpochMilli();
    }
  }

  @JsonInclude(Include.NON_EMPTY)
  record Data(List<MetricAnswer> metrics, List<KeyValue> params, List<KeyValue> tags) {}

  /** The datasets and the logged models that a run was given. */
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(Include.NON_EMPTY)
  record RunInputs(List<DatasetInput> datasetInputs, List<ModelInput> modelInputs) {}

  /** The logged models that a run has made. */
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(Include.NON_EMPTY)
  record RunOutputs(List<ModelOutput> modelOutputs) {}

  @JsonNaming(SnakeCaseStrategy.class)
  record ModelInput(String modelId) {
    static ModelInput of(LoggedModelId model) {
      return new ModelInput(model.toString());
    }
  }

  @JsonNaming(SnakeCaseStrategy.class)
  record ModelOutput(String modelId, long step) {
    static ModelOutput of(RunModels.Output output) {
      return new ModelOutput(output.model().toString(), output.step());
    }
  }

  @JsonInclude(Include.NON_EMPTY)
  record DatasetInput(List<KeyValue> tags, DatasetAnswer dataset) {
    static DatasetInput of(Input input) {
      return new DatasetInput(KeyValue.of(input.tags()), DatasetAnswer.of(input.dataset()));
    }
  }

  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(Include.NON_NULL)
  record DatasetAnswer(
      String name,
      String digest,
      String sourceType,
      String source,
      @Nullable String schema,
      @Nullable String profile) {
    static DatasetAnswer of(Dataset d) {
      return new DatasetAnswer(
          d.name(), d.digest(), d.sourceType(), d.source(), d.schema(), d.profile());
    }
  }
}

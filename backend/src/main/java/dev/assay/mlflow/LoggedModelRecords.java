package dev.assay.mlflow;

import dev.assay.models.LoggedModel;
import dev.assay.models.LoggedModelId;
import dev.assay.models.LoggedModelMetric;
import dev.assay.models.LoggedModels;
import dev.assay.models.ModelVersion;
import dev.assay.models.ModelVersions;
import dev.assay.models.RunModels;
import dev.assay.problem.Problem;
import dev.assay.runs.RunId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** Finds logged models, and says in MLflow's words which are not there. */
@Component
class LoggedModelRecords {
  private final LoggedModels models;
  private final ModelVersions versions;

  LoggedModelRecords(LoggedModels models, ModelVersions versions) {
    this.models = models;
    this.versions = versions;
  }

  LoggedModel get(String id) {
    return find(id).orElseThrow(() -> missing(id));
  }

  /** The one of that id, if it is there and not deleted. */
  Optional<LoggedModel> find(String id) {
    try {
      return models.find(LoggedModelId.of(id)).filter(m -> m.deletedAt() == null);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The same, deleted or not. */
  LoggedModel getEvenDeleted(String id) {
    return of(id, known -> models.find(known).orElseThrow(() -> missing(id)));
  }

  /** What is done to a model that may not be there. */
  <T> T of(String id, Function<LoggedModelId, T> action) {
    try {
      return action.apply(LoggedModelId.of(id));
    } catch (IllegalArgumentException | Problem.NotFound e) {
      throw missing(id);
    }
  }

  private static Refusal missing(String id) {
    return Refusal.missing("Logged model with ID '%s' not found.".formatted(id));
  }

  LoggedModelAnswer answer(LoggedModel model) {
    return answers(List.of(model)).getFirst();
  }

  List<LoggedModelAnswer> answers(List<LoggedModel> found) {
    Map<LoggedModelId, List<ModelVersion>> registered =
        versions.ofLoggedModels(found.stream().map(LoggedModel::id).toList());
    return found.stream()
        .map(m -> LoggedModelAnswer.of(m, registered.getOrDefault(m.id(), List.of())))
        .toList();
  }

  /** What was measured of models, in a request that logs metrics of a run; all are there. */
  List<LoggedModelMetric> measured(RunId run, List<Fields> metrics) {
    List<LoggedModelMetric> ofModels = new ArrayList<>();
    for (Fields metric : metrics) {
      String id = metric.text("model_id", "");
      if (!id.isEmpty()) {
        ofModels.add(of(id, model -> metric(run, model, metric)));
      }
    }
    ofModels.stream().map(LoggedModelMetric::model).distinct().forEach(this::requireKnown);
    return ofModels;
  }

  private void requireKnown(LoggedModelId id) {
    if (models.find(id).isEmpty()) {
      throw missing(id.toString());
    }
  }

  void record(List<LoggedModelMetric> measured) {
    if (measured.isEmpty()) {
      return; // as most are
    }
    try {
      models.record(measured);
    } catch (Problem.NotFound e) {
      measured.forEach(m -> requireKnown(m.model()));
      throw e;
    }
  }

  private static LoggedModelMetric metric(RunId run, LoggedModelId model, Fields metric) {
    return new LoggedModelMetric(
        model,
        run,
        metric.required("key"),
        metric.requiredNumber("value"),
        metric.requiredInteger("timestamp"),
        metric.integer("step", 0),
        metric.text("dataset_name", ""),
        metric.text("dataset_digest", ""));
  }

  /** The models in a request that says what a run was given. */
  void addInputs(RunId run, List<Fields> given) {
    for (Fields model : given) {
      of(
          model.required("model_id"),
          id -> {
            models.addInputs(run, List.of(id));
            return id;
          });
    }
  }

  /** The models in a request that says what a run has made. */
  void addOutputs(RunId run, List<Fields> made) {
    for (Fields model : made) {
      long step = model.integer("step", 0);
      of(
          model.required("model_id"),
          id -> {
            models.addOutputs(run, List.of(new RunModels.Output(id, step)));
            return id;
          });
    }
  }

  /** The models of runs; those without any are left out. */
  Map<RunId, RunModels> ofRuns(Collection<RunId> runs) {
    return models.of(runs);
  }
}

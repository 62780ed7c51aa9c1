package dev.assay.mlflow;

import dev.assay.mlflow.RunAnswer.Data;
import dev.assay.mlflow.RunAnswer.DatasetInput;
import dev.assay.mlflow.RunAnswer.Info;
import dev.assay.mlflow.RunAnswer.ModelInput;
import dev.assay.mlflow.RunAnswer.ModelOutput;
import dev.assay.mlflow.RunAnswer.RunInputs;
import dev.assay.mlflow.RunAnswer.RunOutputs;
import dev.assay.models.RunModels;
import dev.assay.runs.Input;
import dev.assay.runs.Inputs;
import dev.assay.runs.Params;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import dev.assay.series.MetricSummary;
import dev.assay.series.Series;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Puts together what MLflow says of a run. */
@Component
class RunAnswers {
  private final Runs runs;
  private final Inputs inputs;
  private final Series series;
  private final StepTable steps;
  private final LoggedModelRecords models;

  RunAnswers(Runs runs, Inputs inputs, Series series, StepTable steps, LoggedModelRecords models) {
    this.runs = runs;
    this.inputs = inputs;
    this.series = series;
    this.steps = steps;
    this.models = models;
  }

  /** All of a run. */
  RunAnswer of(Run run) {
    return of(List.of(run), Map.of(run.id(), series.metrics(run.id()))).getFirst();
  }

  /** Runs with the last points of their metrics, in the same order. */
  List<RunAnswer> of(List<Run> found, Map<RunId, ? extends Collection<MetricSummary>> metrics) {
    List<RunId> ids = found.stream().map(Run::id).toList();
    Map<RunId, List<Input>> given = inputs.of(ids);
    Map<RunId, Map<String, Steps>> stepsOf = steps.of(ids);
    Map<RunId, String> notes = runs.notes(ids);
    Map<RunId, RunModels> modelsOf = models.ofRuns(ids);
    List<RunAnswer> answers = new ArrayList<>();
    for (Run run : found) {
      RunId id = run.id();
      Data data =
          new Data(
              metrics(
                  metrics.containsKey(id) ? metrics.get(id) : List.of(),
                  stepsOf.getOrDefault(id, Map.of())),
              params(run),
              KeyValue.of(tags(run, notes.getOrDefault(id, ""))));
      List<DatasetInput> datasets =
          given.getOrDefault(id, List.of()).stream().map(DatasetInput::of).toList();
      RunModels itsModels = modelsOf.getOrDefault(id, RunModels.NONE);
      answers.add(
          new RunAnswer(
              Info.of(run),
              data,
              new RunInputs(datasets, itsModels.inputs().stream().map(ModelInput::of).toList()),
              new RunOutputs(itsModels.outputs().stream().map(ModelOutput::of).toList())));
    }
    return answers;
  }

  private static List<MetricAnswer> metrics(
      Collection<MetricSummary> last, Map<String, Steps> steps) {
    return last.stream()
        .map(
            m ->
                MetricAnswer.of(
                    new Point(
                        m.name(),
                        m.lastValue(),
                        m.lastTime().toEpochMilli(),
                        steps.getOrDefault(m.name(), Steps.REAL).shown(m.lastStep()))))
        .toList();
  }

  private static List<KeyValue> params(Run run) {
    return run.params().values().entrySet().stream()
        .map(e -> new KeyValue(e.getKey(), Params.text(e.getValue())))
        .toList();
  }

  /** Name, notes and parent may have been changed elsewhere. */
  private Map<String, String> tags(Run run, String notes) {
    Map<String, String> tags = new TreeMap<>(run.tags());
    tags.put(MlflowTags.RUN_NAME, run.name());
    if (notes.isEmpty()) {
      tags.remove(MlflowTags.NOTE);
    } else {
      tags.put(MlflowTags.NOTE, notes);
    }
    @Nullable RunId said = MlflowTags.parent(tags);
    if (run.parent() != null) {
      tags.put(MlflowTags.PARENT, Ids.of(run.parent()));
    } else if (said != null && runs.isPresent(said)) { // else it is one that was never here
      tags.remove(MlflowTags.PARENT);
    }
    return tags;
  }
}

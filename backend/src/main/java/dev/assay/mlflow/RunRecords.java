package dev.assay.mlflow;

import dev.assay.ingest.Ingest;
import dev.assay.ingest.MetricBatch;
import dev.assay.problem.Problem;
import dev.assay.runs.Provenance;
import dev.assay.runs.Provenances;
import dev.assay.runs.Recording;
import dev.assay.runs.Run;
import dev.assay.runs.RunEdit;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import dev.assay.series.PointBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What clients record of runs. */
@Component
class RunRecords {
  private final Runs runs;
  private final Provenances provenances;
  private final Recording recording;
  private final StepTable steps;
  private final Ingest ingest;

  RunRecords(
      Runs runs, Provenances provenances, Recording recording, StepTable steps, Ingest ingest) {
    this.runs = runs;
    this.provenances = provenances;
    this.recording = recording;
    this.steps = steps;
    this.ingest = ingest;
  }

  /** The run of that id, deleted or not. */
  Run get(RunId id) {
    try {
      return runs.get(id);
    } catch (Problem.NotFound e) {
      throw Refusal.missing("Run with id=" + Ids.of(id) + " not found");
    }
  }

  /** The run of that id, if something can be recorded of it. */
  Run active(RunId id) {
    Run run = get(id);
    if (run.deletedAt() != null) {
      throw deleted(id);
    }
    return run;
  }

  /** The same as a question that is asked many times a second. */
  void requireActive(RunId id) {
    try {
      recording.require(id);
    } catch (Problem.NotFound e) {
      throw Refusal.missing("Run with id=" + Ids.of(id) + " not found");
    } catch (Problem.Conflict e) {
      throw deleted(id);
    }
  }

  private static Refusal deleted(RunId id) {
    return Refusal.invalid(
        "The run %s must be in the 'active' state. Current state is deleted."
            .formatted(Ids.of(id)));
  }

  void logMetrics(RunId id, List<Point> points) {
    if (points.isEmpty()) {
      return;
    }
    Map<String, Integer> entries = new LinkedHashMap<>();
    int n = points.size();
    PointBatch batch = new PointBatch(new int[n], new long[n], new long[n], new double[n]);
    List<Point> placed = steps.placed(id, points);
    for (int i = 0; i < n; i++) {
      Point p = placed.get(i);
      batch.metricIds()[i] = entries.computeIfAbsent(p.key(), _ -> entries.size());
      batch.steps()[i] = p.step();
      batch.timesMillis()[i] = p.timestamp();
      batch.values()[i] = p.value();
    }
    ingest.store(id, null, new MetricBatch(List.copyOf(entries.keySet()), batch));
  }

  /** Params of a run never change; of two clients that set one at once, one is told so. */
  void logParam(RunId id, KeyValue param) {
    switch (runs.addParams(id, Map.of(param.key(), param.value()))) {
      case Runs.ParamsAdded.Set _ -> {}
      case Runs.ParamsAdded.Differs(var key, var value, var wanted) ->
          throw Refusal.invalid(
              "Changing param values is not allowed. Param with key='%s' was already logged with value='%s' for run ID='%s'. Attempted logging new value '%s'."
                  .formatted(key, value, Ids.of(id), wanted));
    }
  }

  /** All of them or none. */
  void logParams(RunId id, List<KeyValue> params) {
    if (params.isEmpty()) {
      return;
    }
    Map<String, String> all = new LinkedHashMap<>();
    params.forEach(p -> all.put(p.key(), p.value()));
    switch (runs.addParams(id, all)) {
      case Runs.ParamsAdded.Set _ -> {}
      case Runs.ParamsAdded.Differs(var key, var value, var wanted) ->
          throw Refusal.invalid(
              "Changing param values is not allowed. Params were already logged='[{'key': '%s', 'old_value': '%s', 'new_value': '%s'}]' for run ID='%s'."
                  .formatted(key, value, wanted, Ids.of(id)));
    }
  }

  void setTags(RunId id, List<KeyValue> tags) {
    if (tags.isEmpty()) {
      return;
    }
    Map<String, String> all = new HashMap<>();
    tags.forEach(t -> all.put(t.key(), t.value()));
    runs.addTags(id, all);
    apply(id, all);
  }

  /** What tags mean to the rest of the server. */
  private void apply(RunId id, Map<String, String> tags) {
    List<RunEdit> edits = new ArrayList<>();
    @Nullable String name = tags.get(MlflowTags.RUN_NAME);
    if (name != null && !name.isBlank()) {
      edits.add(new RunEdit.Name(name));
    }
    @Nullable String note = tags.get(MlflowTags.NOTE);
    if (note != null) {
      edits.add(new RunEdit.Notes(note));
    }
    @Nullable RunId parent = MlflowTags.parent(tags);
    if (parent != null && runs.isPresent(parent)) {
      edits.add(new RunEdit.Parent(parent));
    }
    if (!edits.isEmpty()) {
      runs.edit(id, edits);
    }
    Provenance said = MlflowTags.provenance(tags);
    if (!said.equals(Provenance.UNKNOWN)) {
      provenances.add(id, said);
    }
  }

  void deleteTag(RunId id, String key) {
    Run run = active(id);
    boolean isSaidElsewhere =
        switch (key) {
          case MlflowTags.NOTE -> !runs.notes(id).isEmpty();
          case MlflowTags.PARENT -> run.parent() != null;
          default -> false;
        };
    if (!runs.removeTag(id, key) && !isSaidElsewhere) {
      throw Refusal.missing("No tag with name: %s in run with id %s".formatted(key, Ids.of(id)));
    }
    if (key.equals(MlflowTags.NOTE)) {
      runs.edit(id, List.of(new RunEdit.Notes("")));
    } else if (key.equals(MlflowTags.PARENT)) {
      runs.edit(id, List.of(new RunEdit.Parent(null)));
    }
  }
}

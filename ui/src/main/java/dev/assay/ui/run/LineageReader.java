package dev.assay.ui.run;

import dev.assay.models.LoggedModel;
import dev.assay.models.LoggedModelId;
import dev.assay.models.LoggedModels;
import dev.assay.models.ModelVersion;
import dev.assay.models.ModelVersions;
import dev.assay.models.RunModels;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.runs.Input;
import dev.assay.runs.Inputs;
import dev.assay.runs.Params;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** What a run came from, and what came from it. */
@Component
class LineageReader {
  private static final int MOST_MODELS = 200;
  private static final int MOST_NAMED = 20;
  private static final Pattern RUN_ID =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final Runs runs;
  private final Inputs inputs;
  private final LoggedModels models;
  private final ModelVersions versions;

  LineageReader(Runs runs, Inputs inputs, LoggedModels models, ModelVersions versions) {
    this.runs = runs;
    this.inputs = inputs;
    this.models = models;
    this.versions = versions;
  }

  List<Input> inputs(RunId run) {
    return inputs.of(run);
  }

  Page<Run> parts(RunId run, PageRequest request) {
    return runs.children(run, request);
  }

  Page<Run> forks(RunId run, PageRequest request) {
    return runs.forks(run, request);
  }

  /** The runs that params name, by the address of the param: recipes take models of runs so. */
  Map<String, Run> named(Params params) {
    Map<String, RunId> ids = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> param : params.values().entrySet()) {
      if (ids.size() < MOST_NAMED
          && param.getValue().isString()
          && RUN_ID.matcher(param.getValue().stringValue()).matches()) {
        ids.put(param.getKey(), RunId.of(param.getValue().stringValue()));
      }
    }
    Map<RunId, Run> found = new HashMap<>();
    runs.all(List.copyOf(ids.values())).forEach(run -> found.put(run.id(), run));
    Map<String, Run> named = new LinkedHashMap<>();
    ids.forEach(
        (address, id) -> {
          if (found.containsKey(id)) {
            named.put(address, found.get(id));
          }
        });
    return named;
  }

  /**
   * A model that a run was given or has made.
   *
   * @param step of the run at which it was made; 0 when that was not said, or it was given
   */
  record LinkedModel(LoggedModel model, boolean isMade, long step) {}

  /** The models that clients logged, those that were given first. */
  List<LinkedModel> models(RunId run) {
    RunModels linked = models.of(List.of(run)).getOrDefault(run, RunModels.NONE);
    Map<LoggedModelId, Long> made = new LinkedHashMap<>();
    linked.outputs().stream().limit(MOST_MODELS).forEach(o -> made.put(o.model(), o.step()));
    List<LoggedModelId> given = linked.inputs().stream().limit(MOST_MODELS).toList();
    List<LinkedModel> all =
        new ArrayList<>(models.all(given).stream().map(m -> new LinkedModel(m, false, 0)).toList());
    models
        .all(List.copyOf(made.keySet()))
        .forEach(m -> all.add(new LinkedModel(m, true, made.getOrDefault(m.id(), 0L))));
    return all;
  }

  /** The newest versions of registered models that come from a run. */
  List<ModelVersion> versions(RunId run) {
    return versions.ofRun(run, MOST_MODELS);
  }
}

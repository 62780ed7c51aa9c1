package dev.assay.mlflow;

import dev.assay.artifacts.ArtifactPath;
import dev.assay.artifacts.ArtifactRoot;
import dev.assay.artifacts.Artifacts;
import dev.assay.artifacts.Entry;
import dev.assay.mlflow.ArtifactFiles.FileInfo;
import dev.assay.mlflow.MlflowRunController.Done;
import dev.assay.models.LoggedModel;
import dev.assay.models.LoggedModels;
import dev.assay.models.NewLoggedModel;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.runs.Experiment;
import dev.assay.runs.RunId;
import dev.assay.team.Account;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** The models that runs have made, as MLflow 3 keeps them. */
@MlflowApi
class LoggedModelController {
  private static final int LONGEST = 500;
  private static final int LONGEST_KEY = 255;
  private static final int LONGEST_VALUE = 100_000;
  private static final Pattern NOT_IN_NAMES = Pattern.compile("[/:.%\"']");

  private final LoggedModels models;
  private final LoggedModelRecords records;
  private final RunRecords runs;
  private final FoundExperiments experiments;
  private final Artifacts artifacts;

  LoggedModelController(
      LoggedModels models,
      LoggedModelRecords records,
      RunRecords runs,
      FoundExperiments experiments,
      Artifacts artifacts) {
    this.models = models;
    this.records = records;
    this.runs = runs;
    this.experiments = experiments;
    this.artifacts = artifacts;
  }

  record OneModel(LoggedModelAnswer model) {}

  @PostMapping("/logged-models")
  OneModel create(Fields request, @AuthenticationPrincipal Account account) {
    String experimentId = request.required("experiment_id");
    String name = checkedName(request.text("name", ""));
    String run = request.text("source_run_id", "");
    Experiment experiment = experiments.get(Ids.experiment(experimentId), account);
    experiments.requireActive(experiment);
    NewLoggedModel model =
        new NewLoggedModel(
            experiment.id(),
            name.isEmpty() ? null : name,
            run.isEmpty() ? null : Ids.run(run),
            Checks.length("model_type", request.text("model_type", ""), LONGEST),
            keyValues(request, "params"),
            keyValues(request, "tags"));
    return one(models.create(model));
  }

  private OneModel one(LoggedModel model) {
    return new OneModel(records.answer(model));
  }

  private static String checkedName(String name) {
    if (NOT_IN_NAMES.matcher(name).find()) {
      throw Refusal.invalid(
          "Invalid model name ('%s') provided. Model name must be a non-empty string and cannot contain the following characters: ('/', ':', '.', '%%', '\"', \"'\")"
              .formatted(name));
    }
    return Checks.length("name", name, LONGEST);
  }

  private static Map<String, String> keyValues(Fields request, String field) {
    Map<String, String> all = new LinkedHashMap<>();
    for (Fields item : request.list(field)) {
      all.put(
          Checks.length(item.place() + "key", item.required("key"), LONGEST_KEY),
          Checks.length(item.place() + "value", item.text("value", ""), LONGEST_VALUE));
    }
    return all;
  }

  @GetMapping("/logged-models/{id}")
  OneModel get(@PathVariable String id, Fields request) {
    return one(request.flag("allow_deleted") ? records.getEvenDeleted(id) : records.get(id));
  }

  @PatchMapping("/logged-models/{id}")
  OneModel finalizeModel(@PathVariable String id, Fields request) {
    @Nullable LoggedModelState state =
        request.choice("status", LoggedModelState.class, LoggedModelState::ordinal);
    if (state == null) {
      throw request.missing("status");
    }
    return one(records.of(id, known -> models.finish(known, state.status())));
  }

  @DeleteMapping("/logged-models/{id}")
  Done delete(@PathVariable String id) {
    return records.of(
        id,
        known -> {
          models.delete(known);
          return new Done();
        });
  }

  @PatchMapping("/logged-models/{id}/tags")
  Done setTags(@PathVariable String id, Fields request) {
    Map<String, String> tags = keyValues(request, "tags");
    return records.of(
        id,
        known -> {
          models.tag(known, tags);
          return new Done();
        });
  }

  @DeleteMapping("/logged-models/{id}/tags/{*key}")
  Done deleteTag(@PathVariable String id, @PathVariable String key) {
    String name = key.substring(1); // after the slash: names have slashes too
    if (!records.of(id, known -> models.untag(known, name))) {
      throw Refusal.missing(
          "No tag with key '%s' found for model with ID '%s'.".formatted(name, id));
    }
    return new Done();
  }

  @PostMapping("/logged-models/{id}/params")
  Done addParams(@PathVariable String id, Fields request) {
    Map<String, String> params = keyValues(request, "params");
    try {
      return records.of(
          id,
          known -> {
            models.addParams(known, params);
            return new Done();
          });
    } catch (Problem.Conflict e) {
      throw Refusal.invalid("Changing param values is not allowed: " + e.getMessage());
    }
  }

  /** Models that a run has made. */
  @PostMapping("/runs/outputs")
  Done addOutputs(Fields request) {
    RunId run = request.run();
    List<Fields> made = request.list("models");
    runs.active(run);
    records.addOutputs(run, made);
    return new Done();
  }

  @GetMapping("/logged-models/{id}/artifacts/directories")
  ArtifactFiles files(@PathVariable String id, Fields request) {
    ArtifactPath folder = ArtifactAddress.checked(request.text("artifact_directory_path", ""));
    LoggedModel model = records.get(id);
    ArtifactRoot root = ArtifactRoot.ofModel(model.id().value(), model.experiment());
    Page<Entry> page =
        artifacts.list(
            root, folder, new PageRequest(PageRequest.MAX_LIMIT, PageTokens.read(request)));
    return new ArtifactFiles(
        model.location(),
        page.items().stream().map(FileInfo::of).toList(),
        PageTokens.of(page.nextCursor()));
  }
}

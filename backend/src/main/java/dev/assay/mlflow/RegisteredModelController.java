package dev.assay.mlflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.assay.mlflow.MlflowRunController.Done;
import dev.assay.models.ModelVersion;
import dev.assay.models.ModelVersions;
import dev.assay.models.RegisteredModel;
import dev.assay.models.RegisteredModels;
import dev.assay.models.Stage;
import dev.assay.problem.Problem;
import dev.assay.team.Account;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;

/** Registered models, their tags and aliases. */
@MlflowApi
class RegisteredModelController {
  private final RegisteredModels models;
  private final ModelVersions versions;
  private final RegisteredModelRecords records;

  RegisteredModelController(
      RegisteredModels models, ModelVersions versions, RegisteredModelRecords records) {
    this.models = models;
    this.versions = versions;
    this.records = records;
  }

  record OneModel(@JsonProperty("registered_model") RegisteredModelAnswer registeredModel) {}

  record OneVersion(@JsonProperty("model_version") ModelVersionAnswer modelVersion) {}

  @JsonInclude(Include.NON_EMPTY)
  record SomeVersions(@JsonProperty("model_versions") List<ModelVersionAnswer> modelVersions) {}

  @PostMapping("/registered-models/create")
  OneModel create(Fields request, @AuthenticationPrincipal Account account) {
    String name = RegisteredModelChecks.name(request);
    Map<String, String> tags = RegisteredModelChecks.tags(request);
    try {
      return one(models.create(name, request.text("description", ""), tags, account.id()));
    } catch (Problem.Conflict e) {
      throw taken(name, RegisteredModelChecks.arePrompts(tags));
    }
  }

  private OneModel one(RegisteredModel model) {
    return new OneModel(records.answer(model));
  }

  /** Prompts and models share their names. */
  private Refusal taken(String name, boolean isPrompt) {
    boolean wasPrompt =
        models.find(name).map(m -> RegisteredModelChecks.arePrompts(m.tags())).orElse(isPrompt);
    if (isPrompt == wasPrompt) {
      return taken(isPrompt ? "Prompt" : "Registered Model", name, "");
    }
    return new Refusal(
        ErrorCode.RESOURCE_ALREADY_EXISTS,
        "Tried to create a %s with name '%s', but the name is already taken by a %s. MLflow does not allow creating a model and a prompt with the same name."
            .formatted(kind(isPrompt), name, kind(wasPrompt)));
  }

  private static String kind(boolean isPrompt) {
    return isPrompt ? "prompt" : "registered model";
  }

  private static Refusal taken(String kind, String name, String more) {
    return new Refusal(
        ErrorCode.RESOURCE_ALREADY_EXISTS,
        "%s (name=%s) already exists.%s".formatted(kind, name, more));
  }

  @GetMapping("/registered-models/get")
  OneModel get(Fields request) {
    return one(records.get(RegisteredModelChecks.name(request)));
  }

  @PatchMapping("/registered-models/update")
  OneModel update(Fields request) {
    String name = RegisteredModelChecks.name(request);
    String description = request.text("description", "");
    return one(records.ofModel(name, () -> models.describe(name, description)));
  }

  @PostMapping("/registered-models/rename")
  OneModel rename(Fields request) {
    String name = RegisteredModelChecks.name(request);
    String newName = request.required("new_name");
    if (newName.isBlank()) {
      throw Refusal.invalid("Missing value for required parameter 'new_name'.");
    }
    RegisteredModelChecks.name(newName);
    try {
      return one(records.ofModel(name, () -> models.rename(name, newName)));
    } catch (Problem.Conflict e) {
      throw taken("Registered Model", newName, " Error: the name belongs to another model");
    }
  }

  @DeleteMapping("/registered-models/delete")
  Done delete(Fields request) {
    String name = RegisteredModelChecks.name(request);
    return records.ofModel(
        name,
        () -> {
          models.delete(name);
          return new Done();
        });
  }

  @PostMapping("/registered-models/set-tag")
  Done setTag(Fields request) {
    String name = RegisteredModelChecks.name(request);
    KeyValue tag = RegisteredModelChecks.tag(request.required("key"), request.text("value", ""));
    records.ofModel(name, () -> models.tag(name, Map.of(tag.key(), tag.value())));
    return new Done();
  }

  @DeleteMapping("/registered-models/delete-tag")
  Done deleteTag(Fields request) {
    String name = RegisteredModelChecks.name(request);
    String key = Checks.name("key", request.required("key"));
    records.ofModel(name, () -> models.untag(name, key));
    return new Done();
  }

  @PostMapping("/registered-models/alias")
  Done setAlias(Fields request) {
    String name = RegisteredModelChecks.name(request);
    String alias = RegisteredModelChecks.newAlias(request);
    int version = RegisteredModelChecks.version(request);
    return records.ofVersion(
        name,
        version,
        () -> {
          models.setAlias(name, alias, version);
          return new Done();
        });
  }

  @DeleteMapping("/registered-models/alias")
  Done deleteAlias(Fields request) {
    String name = RegisteredModelChecks.name(request);
    String alias = RegisteredModelChecks.alias(request);
    records.ofModel(name, () -> models.removeAlias(name, alias));
    return new Done();
  }

  @GetMapping("/registered-models/alias")
  OneVersion byAlias(Fields request) {
    String name = RegisteredModelChecks.name(request);
    String alias = RegisteredModelChecks.alias(request);
    records.get(name);
    ModelVersion version =
        RegisteredModelChecks.isLatest(alias)
            ? versions
                .newest(name)
                .orElseThrow(
                    () -> Refusal.missing("Latest version not found for model %s.".formatted(name)))
            : versions
                .byAlias(name, alias)
                .orElseThrow(
                    () -> Refusal.invalid("Registered model alias %s not found.".formatted(alias)));
    return new OneVersion(ModelVersionAnswer.of(version));
  }

  @RequestMapping(
      path = "/registered-models/get-latest-versions",
      method = {RequestMethod.GET, RequestMethod.POST})
  SomeVersions newestOfStages(Fields request) {
    String name = RegisteredModelChecks.name(request);
    Set<Stage> wanted = stages(request.texts("stages"));
    records.get(name);
    return new SomeVersions(
        versions.newestOfStages(List.of(name)).getOrDefault(name, List.of()).stream()
            .filter(v -> wanted.contains(v.stage()))
            .map(ModelVersionAnswer::of)
            .toList());
  }

  private static Set<Stage> stages(List<String> names) {
    Set<Stage> stages = names.isEmpty() ? EnumSet.allOf(Stage.class) : EnumSet.noneOf(Stage.class);
    names.forEach(n -> stages.add(ModelVersionController.stage(n)));
    return stages;
  }
}

package dev.assay.models;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import dev.assay.team.Account;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The registry over HTTP. Names of models stand percent-encoded in the address. */
@RestController
@RequestMapping("/api/v1/models")
class ModelController {
  private final RegisteredModels models;
  private final ModelVersions versions;
  private final ModelSearch search;
  private final Runs runs;

  ModelController(RegisteredModels models, ModelVersions versions, ModelSearch search, Runs runs) {
    this.models = models;
    this.versions = versions;
    this.search = search;
    this.runs = runs;
  }

  record NewModel(
      @NotNull String name, @Nullable String description, @Nullable Map<String, String> tags) {}

  @Operation(summary = "Register a name")
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  ModelView create(@Valid @RequestBody NewModel model, @AuthenticationPrincipal Account account) {
    return view(
        models.create(
            model.name(), orEmpty(model.description()), orNone(model.tags()), account.id()));
  }

  @Operation(summary = "Find models", description = "By name, unless `orderBy` says otherwise.")
  @GetMapping
  Page<ModelView> find(
      @RequestParam(defaultValue = "") String filter,
      @RequestParam(defaultValue = "") List<String> orderBy,
      @RequestParam @Nullable Integer limit,
      @RequestParam @Nullable String cursor) {
    Page<RegisteredModel> page =
        search.models(ModelQuery.parse(filter, orderBy), PageRequest.of(limit, cursor));
    Map<String, Integer> newest =
        versions.newest(page.items().stream().map(RegisteredModel::name).toList());
    return page.map(m -> ModelView.of(m, newest.get(m.name())));
  }

  @GetMapping("/{name}")
  ModelView get(@PathVariable String name) {
    return view(models.get(name));
  }

  private ModelView view(RegisteredModel model) {
    return ModelView.of(
        model, versions.newest(model.name()).map(ModelVersion::number).orElse(null));
  }

  record ModelEdit(@Nullable String name, @Nullable String description) {}

  @Operation(summary = "Rename or describe", description = "What is left out stays as it is.")
  @PatchMapping("/{name}")
  ModelView edit(@PathVariable String name, @RequestBody ModelEdit edit) {
    RegisteredModel model = models.get(name);
    if (edit.description() != null) {
      model = models.describe(name, edit.description());
    }
    if (edit.name() != null && !edit.name().equals(name)) {
      model = models.rename(name, edit.name());
    }
    return view(model);
  }

  @Operation(
      summary = "Delete a model with its versions",
      description = "Runs, logged models and files stay.")
  @DeleteMapping("/{name}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable String name) {
    models.delete(name);
  }

  @PutMapping("/{name}/tags")
  Map<String, String> tag(@PathVariable String name, @RequestBody Map<String, String> tags) {
    return models.tag(name, tags).tags();
  }

  @DeleteMapping("/{name}/tags")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void untag(@PathVariable String name, @RequestParam String key) {
    if (!models.untag(name, key)) {
      throw new Problem.NotFound("tag", key + " of " + name);
    }
  }

  record AliasTarget(int version) {}

  @Operation(
      summary = "Let an alias stand for a version",
      description = "At any time it stands for exactly one.")
  @PutMapping("/{name}/aliases/{alias}")
  SortedMap<String, Integer> setAlias(
      @PathVariable String name, @PathVariable String alias, @RequestBody AliasTarget target) {
    models.setAlias(name, alias, target.version());
    return models.get(name).aliases();
  }

  @GetMapping("/{name}/aliases/{alias}")
  VersionView byAlias(@PathVariable String name, @PathVariable String alias) {
    return versions
        .byAlias(name, alias)
        .map(VersionView::of)
        .orElseThrow(() -> new Problem.NotFound("alias", alias + " of " + name));
  }

  @DeleteMapping("/{name}/aliases/{alias}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void removeAlias(@PathVariable String name, @PathVariable String alias) {
    if (!models.removeAlias(name, alias)) {
      throw new Problem.NotFound("alias", alias + " of " + name);
    }
  }

  /**
   * Where the model is: a run with a path, a logged model, or any other source.
   *
   * @param path of the run's artifacts
   */
  record VersionRequest(
      @Nullable UUID run,
      @Nullable String path,
      @Nullable String loggedModel,
      @Nullable String source,
      @Nullable String description,
      @Nullable Map<String, String> tags) {
    private String where() {
      if (source != null) {
        return source;
      }
      if (run != null && path != null) {
        return "runs:/" + run.toString().replace("-", "") + "/" + path;
      }
      if (loggedModel != null) {
        return "models:/" + loggedModel;
      }
      throw new Problem.Invalid(
          "source", "missing", "a version has a source, a run and a path, or a logged model");
    }
  }

  @Operation(summary = "Register a version", description = "It is given the next number.")
  @PostMapping("/{name}/versions")
  @ResponseStatus(HttpStatus.CREATED)
  VersionView createVersion(
      @PathVariable String name,
      @RequestBody VersionRequest request,
      @AuthenticationPrincipal Account account) {
    @Nullable RunId run = request.run() == null ? null : new RunId(request.run());
    if (run != null) {
      runs.get(run);
    }
    NewVersion version =
        new NewVersion(
            request.where(),
            run,
            loggedModel(request.loggedModel()),
            "",
            orEmpty(request.description()),
            orNone(request.tags()));
    return VersionView.of(versions.create(name, version, account.id()));
  }

  @GetMapping("/{name}/versions")
  Page<VersionView> versions(
      @PathVariable String name,
      @RequestParam @Nullable Integer limit,
      @RequestParam @Nullable String cursor) {
    return versions.list(name, PageRequest.of(limit, cursor)).map(VersionView::of);
  }

  @Operation(summary = "The newest version of each stage that has any")
  @GetMapping("/{name}/stages")
  Map<Stage, VersionView> stages(@PathVariable String name) {
    models.get(name);
    Map<Stage, VersionView> stages = new EnumMap<>(Stage.class);
    versions
        .newestOfStages(List.of(name))
        .getOrDefault(name, List.of())
        .forEach(v -> stages.put(v.stage(), VersionView.of(v)));
    return stages;
  }

  @GetMapping("/{name}/versions/{number}")
  VersionView version(@PathVariable String name, @PathVariable int number) {
    return VersionView.of(versions.get(name, number));
  }

  record VersionEdit(
      @Nullable String description, @Nullable Stage stage, @Nullable Boolean archiveOthers) {}

  @Operation(
      summary = "Describe, or put into a stage",
      description =
          "What is left out stays as it is. With `archiveOthers` the other versions of the stage are archived.")
  @PatchMapping("/{name}/versions/{number}")
  VersionView editVersion(
      @PathVariable String name, @PathVariable int number, @RequestBody VersionEdit edit) {
    ModelVersion version = versions.get(name, number);
    if (edit.stage() != null) {
      version =
          versions.transition(
              name, number, edit.stage(), Boolean.TRUE.equals(edit.archiveOthers()));
    }
    if (edit.description() != null) {
      version = versions.describe(name, number, edit.description());
    }
    return VersionView.of(version);
  }

  @Operation(summary = "Delete a version", description = "Its number is not given again.")
  @DeleteMapping("/{name}/versions/{number}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteVersion(@PathVariable String name, @PathVariable int number) {
    versions.delete(name, number);
  }

  @PutMapping("/{name}/versions/{number}/tags")
  Map<String, String> tagVersion(
      @PathVariable String name, @PathVariable int number, @RequestBody Map<String, String> tags) {
    return versions.tag(name, number, tags).tags();
  }

  @DeleteMapping("/{name}/versions/{number}/tags")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void untagVersion(@PathVariable String name, @PathVariable int number, @RequestParam String key) {
    if (!versions.untag(name, number, key)) {
      throw new Problem.NotFound("tag", key + " of version " + number + " of " + name);
    }
  }

  private static @Nullable LoggedModelId loggedModel(@Nullable String id) {
    try {
      return id == null ? null : LoggedModelId.of(id);
    } catch (IllegalArgumentException e) {
      throw new Problem.Invalid("loggedModel", id, "it is m- and 32 hexadecimal digits");
    }
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static Map<String, String> orNone(@Nullable Map<String, String> tags) {
    return tags == null ? Map.of() : tags;
  }
}

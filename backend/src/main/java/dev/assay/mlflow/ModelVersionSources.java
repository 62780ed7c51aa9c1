package dev.assay.mlflow;

import dev.assay.models.LoggedModel;
import dev.assay.models.LoggedModelId;
import dev.assay.models.ModelSource;
import dev.assay.models.ModelVersion;
import dev.assay.models.ModelVersions;
import dev.assay.models.NewVersion;
import dev.assay.problem.Problem;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What MLflow lets a version come from: nothing that is local to the server, and nothing of a run
 * or a logged model that is not named beside it.
 */
@Component
class ModelVersionSources {
  private static final Pattern URI =
      Pattern.compile(
          "(?<scheme>[A-Za-z][A-Za-z0-9+.-]*):(//(?<host>[^/?#]*))?(?<path>[^?#]*).*",
          Pattern.DOTALL);
  private static final Pattern PROXY =
      Pattern.compile(
          "https?://[^/]*/(.*/)?api/2\\.0/mlflow-artifacts/artifacts(/.*)?", Pattern.DOTALL);
  private static final int DECODED_AT_MOST = 8;

  private final Runs runs;
  private final LoggedModelRecords models;
  private final ModelVersions versions;
  private final RegisteredModelRecords records;

  ModelVersionSources(
      Runs runs,
      LoggedModelRecords models,
      ModelVersions versions,
      RegisteredModelRecords records) {
    this.runs = runs;
    this.models = models;
    this.versions = versions;
    this.records = records;
  }

  /** The version that a request asks for. */
  NewVersion checked(Fields request, Map<String, String> tags) {
    String source = request.required("source");
    String run = request.text("run_id", "");
    String model = request.text("model_id", "");
    if (RegisteredModelChecks.arePrompts(tags)) {
      return version(request, source, null, null, tags);
    }
    ModelSource parsed = parsed(source);
    @Nullable ModelVersion copied =
        switch (parsed) {
          case ModelSource.OfVersion(var name, var _) -> copied(request, source, name);
          case ModelSource.OfAlias(var name, var _) -> copied(request, source, name);
          case ModelSource.OfNewest(var name, var _) -> copied(request, source, name);
          case ModelSource.OfRun _, ModelSource.OfLoggedModel _, ModelSource.Elsewhere _ -> null;
        };
    if (copied != null) {
      return version(request, source, null, null, tags);
    }
    @Nullable RunId runId = run.isEmpty() ? null : Ids.run(run);
    if (!model.isEmpty()) {
      return version(request, source, runId, ofModel(source, parsed, model).id(), tags);
    }
    requireOfRun(source, parsed, runId);
    return version(request, source, runId, null, tags);
  }

  private static NewVersion version(
      Fields request,
      String source,
      @Nullable RunId run,
      @Nullable LoggedModelId model,
      Map<String, String> tags) {
    return new NewVersion(
        source, run, model, request.text("run_link", ""), request.text("description", ""), tags);
  }

  private static ModelSource parsed(String source) {
    Matcher uri = URI.matcher(source);
    boolean isModel = uri.matches() && Objects.equals(uri.group("scheme"), "models");
    if (isModel && uri.group("host") != null && !uri.group("host").isEmpty()) {
      throw Refusal.invalid(
          "Invalid model version source: '%s'. Registered model sources must use the active model registry."
              .formatted(source));
    }
    ModelSource parsed = ModelSource.of(source);
    if (isModel && parsed instanceof ModelSource.Elsewhere) {
      throw foreign(source, "model_id");
    }
    return parsed;
  }

  /** The version that is to be registered once more. */
  private ModelVersion copied(Fields request, String source, String name) {
    if (RegisteredModelChecks.arePrompts(records.get(name).tags())) {
      throw Refusal.invalid(
          "Invalid model version source: '%s'. Prompt versions cannot be used as model version sources."
              .formatted(source));
    }
    ModelVersion version = named(source);
    @Nullable RunId run = version.lineage().run();
    @Nullable LoggedModelId model = version.lineage().loggedModel();
    boolean sameRun =
        !request.has("run_id") || request.text("run_id", "").equals(run == null ? "" : Ids.of(run));
    boolean sameModel =
        !request.has("model_id")
            || request.text("model_id", "").equals(model == null ? "" : model.toString());
    if (!sameRun || !sameModel) {
      throw Refusal.invalid(
          "Invalid model version source: '%s'. The run_id and model_id request parameters must match the referenced model version."
              .formatted(source));
    }
    return version;
  }

  private ModelVersion named(String source) {
    if (ModelSource.of(source) instanceof ModelSource.OfVersion(var name, var number)) {
      return records.version(name, number);
    }
    try {
      return versions.named(source);
    } catch (Problem.NotFound e) {
      throw Refusal.missing("there is no model version " + source);
    }
  }

  private void requireOfRun(String source, ModelSource parsed, @Nullable RunId run) {
    requireRemote(source, "run_id");
    boolean isOfIt =
        switch (parsed) {
          case ModelSource.OfRun(var id, var _) when source.startsWith("runs:") -> id.equals(run);
          case ModelSource.OfRun _ -> run != null && isWithin(source, rootOf(run));
          case ModelSource.OfLoggedModel _ when source.startsWith("models:") ->
              throw foreign(source, "model_id");
          case ModelSource.OfLoggedModel _ -> false;
          case ModelSource.OfVersion _, ModelSource.OfAlias _, ModelSource.OfNewest _ -> true;
          case ModelSource.Elsewhere _ -> !isProxied(source) && !source.startsWith("runs:");
        };
    if (!isOfIt) {
      throw foreign(source, "run_id");
    }
  }

  /** The logged model that a version is said to be. */
  private LoggedModel ofModel(String source, ModelSource parsed, String model) {
    requireRemote(source, "model_id");
    boolean isOfIt =
        switch (parsed) {
          case ModelSource.OfLoggedModel(var id, var _) when source.startsWith("models:") ->
              id.toString().equals(model);
          case ModelSource.OfLoggedModel _ -> isWithin(source, rootOf(model));
          case ModelSource.OfRun _ -> false;
          case ModelSource.OfVersion _, ModelSource.OfAlias _, ModelSource.OfNewest _ -> true;
          case ModelSource.Elsewhere _ -> !isProxied(source) && !source.startsWith("runs:");
        };
    if (!isOfIt) {
      throw foreign(source, "model_id");
    }
    return models.get(model);
  }

  private Optional<String> rootOf(RunId id) {
    if (!runs.isPresent(id)) {
      return Optional.empty();
    }
    Run run = runs.get(id);
    return Optional.of(
        "mlflow-artifacts:/%s/%s/artifacts".formatted(run.experimentId(), Ids.of(id)));
  }

  private Optional<String> rootOf(String model) {
    return models.find(model).map(LoggedModel::location);
  }

  private static boolean isWithin(String source, Optional<String> root) {
    return root.isPresent() && (source.equals(root.get()) || source.startsWith(root.get() + "/"));
  }

  private static boolean isProxied(String source) {
    return source.startsWith("mlflow-artifacts:") || PROXY.matcher(source).matches();
  }

  private static Refusal foreign(String source, String parameter) {
    return Refusal.invalid(
        "Invalid model version source: '%s'. The %s request parameter must identify the resource that contains the source."
            .formatted(source, parameter));
  }

  private static void requireRemote(String source, String parameter) {
    Matcher uri = URI.matcher(source);
    if (!uri.matches() || uri.group("scheme").equalsIgnoreCase("file")) {
      throw Refusal.invalid(
          "Invalid model version source: '%s'. To use a local path as a model version source, the %s request parameter has to be specified and the local path has to be contained within the artifact directory of the run specified by the %2$s."
              .formatted(source, parameter));
    }
    if (isRelative(source)) {
      throw Refusal.invalid(
          "Invalid model version source: '%s'. If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must be provided without relative path references present. Please provide an absolute path."
              .formatted(source));
    }
  }

  /** Whether a path could lead out of where it seems to be, however often it is decoded. */
  private static boolean isRelative(String source) {
    String plain = source;
    for (int i = 0; i < DECODED_AT_MOST; i++) {
      plain = decoded(plain);
    }
    Matcher uri = URI.matcher(plain);
    String path = uri.matches() ? uri.group("path") : plain;
    List<String> names = List.of(path.split("/", -1));
    return !path.startsWith("/")
        || path.indexOf('\0') >= 0
        || names.contains(".")
        || List.of(plain.split("/", -1)).contains("..");
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text; // a percent sign that is only that
    }
  }
}

package dev.assay.mlflow;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.assay.mlflow.MlflowRunController.Done;
import dev.assay.mlflow.RegisteredModelController.OneVersion;
import dev.assay.models.ModelVersion;
import dev.assay.models.ModelVersions;
import dev.assay.models.Stage;
import dev.assay.team.Account;
import java.util.List;
import java.util.Map;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** The versions of registered models. */
@MlflowApi
class ModelVersionController {
  private static final int LONGEST_SOURCE = 2000;

  private final ModelVersions versions;
  private final ModelVersionSources sources;
  private final RegisteredModelRecords records;

  ModelVersionController(
      ModelVersions versions, ModelVersionSources sources, RegisteredModelRecords records) {
    this.versions = versions;
    this.sources = sources;
    this.records = records;
  }

  @PostMapping("/model-versions/create")
  OneVersion create(Fields request, @AuthenticationPrincipal Account account) {
    String name = request.required("name");
    Checks.length("source", request.required("source"), LONGEST_SOURCE);
    Map<String, String> tags = RegisteredModelChecks.tags(request);
    RegisteredModelChecks.name(name);
    ModelVersion made =
        records.ofModel(
            name,
            () -> {
              records.get(name); // before what its source names is looked for
              return versions.create(name, sources.checked(request, tags), account.id());
            });
    return one(made);
  }

  private static OneVersion one(ModelVersion version) {
    return new OneVersion(ModelVersionAnswer.of(version));
  }

  @GetMapping("/model-versions/get")
  OneVersion get(Fields request) {
    String version = request.required("version");
    String name = RegisteredModelChecks.name(request);
    return one(records.version(name, RegisteredModelChecks.version(version)));
  }

  @PatchMapping("/model-versions/update")
  OneVersion update(Fields request) {
    String name = RegisteredModelChecks.name(request);
    int version = RegisteredModelChecks.version(request);
    String description = request.text("description", "");
    return one(
        records.ofVersion(name, version, () -> versions.describe(name, version, description)));
  }

  @PostMapping("/model-versions/transition-stage")
  OneVersion transition(Fields request) {
    String name = RegisteredModelChecks.name(request);
    String number = request.required("version");
    String wanted = request.required("stage");
    Stage stage = stage(wanted);
    boolean archiveOthers = request.flag("archive_existing_versions");
    if (archiveOthers && !stage.isActive()) {
      throw Refusal.invalid(
          "Model version transition cannot archive existing model versions because '%s' is not an Active stage. Valid stages are ['Staging', 'Production']"
              .formatted(wanted));
    }
    int version = RegisteredModelChecks.version(number);
    return one(
        records.ofVersion(
            name, version, () -> versions.transition(name, version, stage, archiveOthers)));
  }

  static Stage stage(String name) {
    return Stage.find(name)
        .orElseThrow(
            () ->
                Refusal.invalid(
                    "Invalid Model Version stage: %s. Value must be one of %s."
                        .formatted(
                            name,
                            String.join(
                                ", ",
                                List.of(Stage.values()).stream().map(Stage::toString).toList()))));
  }

  @DeleteMapping("/model-versions/delete")
  Done delete(Fields request) {
    String name = RegisteredModelChecks.name(request);
    int version = RegisteredModelChecks.version(request);
    return records.ofVersion(
        name,
        version,
        () -> {
          versions.delete(name, version);
          return new Done();
        });
  }

  record DownloadUri(@JsonProperty("artifact_uri") String artifactUri) {}

  @GetMapping("/model-versions/get-download-uri")
  DownloadUri downloadUri(Fields request) {
    String name = RegisteredModelChecks.name(request.text("name", ""));
    int version = RegisteredModelChecks.version(request.text("version", ""));
    return new DownloadUri(records.version(name, version).location());
  }

  @PostMapping("/model-versions/set-tag")
  Done setTag(Fields request) {
    String name = RegisteredModelChecks.name(request);
    int version = RegisteredModelChecks.version(request);
    KeyValue tag = RegisteredModelChecks.tag(request.required("key"), request.text("value", ""));
    records.ofVersion(
        name, version, () -> versions.tag(name, version, Map.of(tag.key(), tag.value())));
    return new Done();
  }

  @DeleteMapping("/model-versions/delete-tag")
  Done deleteTag(Fields request) {
    String name = RegisteredModelChecks.name(request);
    int version = RegisteredModelChecks.version(request);
    String key = Checks.name("key", request.required("key"));
    records.ofVersion(name, version, () -> versions.untag(name, version, key));
    return new Done();
  }
}

package dev.assay.mlflow;

import dev.assay.models.ModelVersion;
import dev.assay.models.ModelVersions;
import dev.assay.models.RegisteredModel;
import dev.assay.models.RegisteredModels;
import dev.assay.problem.Problem;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Finds registered models and versions, and says in MLflow's words which are not there. */
@Component
class RegisteredModelRecords {
  private final RegisteredModels models;
  private final ModelVersions versions;

  RegisteredModelRecords(RegisteredModels models, ModelVersions versions) {
    this.models = models;
    this.versions = versions;
  }

  RegisteredModel get(String name) {
    return ofModel(name, () -> models.get(name));
  }

  ModelVersion version(String name, int number) {
    return ofVersion(name, number, () -> versions.get(name, number));
  }

  /** What is done to a model that may not be there. */
  <T> T ofModel(String name, Supplier<T> action) {
    try {
      return action.get();
    } catch (Problem.NotFound e) {
      throw Refusal.missing("Registered Model with name=" + name + " not found");
    }
  }

  /** What is done to a version that may not be there. */
  <T> T ofVersion(String name, int number, Supplier<T> action) {
    try {
      return action.get();
    } catch (Problem.NotFound e) {
      throw Refusal.missing(
          "Model Version (name=%s, version=%d) not found".formatted(name, number));
    }
  }

  RegisteredModelAnswer answer(RegisteredModel model) {
    List<ModelVersion> newest =
        versions.newestOfStages(List.of(model.name())).getOrDefault(model.name(), List.of());
    return RegisteredModelAnswer.of(model, newest);
  }
}

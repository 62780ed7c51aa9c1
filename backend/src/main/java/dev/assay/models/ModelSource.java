package dev.assay.models;

import dev.assay.runs.RunId;
import org.jspecify.annotations.Nullable;

/** What the source of a version says of where the model comes from. */
public sealed interface ModelSource {
  /**
   * Artifacts of a run: {@code runs:/<run>/<path>} or {@code
   * mlflow-artifacts:/<experiment>/<run>/artifacts/<path>}.
   */
  record OfRun(RunId run, String path) implements ModelSource {}

  /**
   * A logged model: {@code models:/<logged model>} or {@code
   * mlflow-artifacts:/<experiment>/models/<logged model>/artifacts/<path>}.
   */
  record OfLoggedModel(LoggedModelId model, String path) implements ModelSource {}

  /** A version by its number: {@code models:/<name>/<number>}. */
  record OfVersion(String name, int number) implements ModelSource {}

  /** The version that an alias stands for: {@code models:/<name>@<alias>}. */
  record OfAlias(String name, String alias) implements ModelSource {}

  /**
   * The newest version, of a stage or of all: {@code models:/<name>/<stage>} or {@code
   * models:/<name>/latest}.
   */
  record OfNewest(String name, @Nullable Stage stage) implements ModelSource {}

  /** Somewhere that this server knows nothing of. */
  record Elsewhere() implements ModelSource {}

  /** Reads a source; whether what it names is there, it does not say. */
  static ModelSource of(String source) {
    return SourceReader.read(source);
  }
}

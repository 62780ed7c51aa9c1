package dev.assay.imports;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Tags by which MLflow says what has a place of its own here. They are kept as tags as well. */
final class MlflowTags {

  static final String RUN_NAME = "mlflow.runName";
  static final String NOTE = "mlflow.note.content";
  static final String DATA_CONTEXT = "mlflow.data.context";
  private static final String PARENT = "mlflow.parentRunId";
  private static final Map<String, String> OF_CODE =
      Map.of(
          "mlflow.source.git.commit", "commit",
          "mlflow.source.git.branch", "branch",
          "mlflow.source.git.repoURL", "repository",
          "mlflow.source.name", "entryPoint");
  private static final int LONGEST = 1000;

  private MlflowTags() {}

  /** The same for a run however it is reached: on a server, in a folder, in a copy of either. */
  static String origin(String runId) {
    return "mlflow:" + runId;
  }

  static @Nullable String parent(Map<String, String> tags) {
    String parent = tags.getOrDefault(PARENT, "");
    return parent.isBlank() ? null : origin(parent);
  }

  static String note(Map<String, String> tags) {
    return tags.getOrDefault(NOTE, "");
  }

  /** What the tags say about the code of a run. */
  static @Nullable ObjectNode provenance(Map<String, String> tags) {
    ObjectNode code = JsonNodeFactory.instance.objectNode();
    OF_CODE.forEach(
        (tag, field) -> {
          String text = tags.getOrDefault(tag, "").replace("\0", "");
          if (!text.isBlank()) {
            code.put(field, text.substring(0, Math.min(text.length(), LONGEST)));
          }
        });
    if (code.isEmpty()) {
      return null;
    }
    ObjectNode provenance = JsonNodeFactory.instance.objectNode();
    provenance.set("code", code);
    provenance.putArray("command");
    provenance.putObject("environment");
    return provenance;
  }
}

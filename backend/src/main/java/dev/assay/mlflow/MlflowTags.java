package dev.assay.mlflow;

import dev.assay.runs.Provenance;
import dev.assay.runs.RunId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/** Tags with a meaning of their own: what they say is kept where everybody looks for it. */
final class MlflowTags {
  static final String RUN_NAME = "mlflow.runName";
  static final String USER = "mlflow.user";
  static final String NOTE = "mlflow.note.content";
  static final String PARENT = "mlflow.parentRunId";
  static final String LOGGED_MODELS = "mlflow.log-model.history";
  private static final String COMMIT = "mlflow.source.git.commit";
  private static final String BRANCH = "mlflow.source.git.branch";
  private static final String REPOSITORY = "mlflow.source.git.repoURL";
  private static final String SOURCE = "mlflow.source.name";
  private static final int LONGEST_NAME = 1000;

  private MlflowTags() {}

  /** Null where it is not said, or what is said is no run's id: a tag may be anything. */
  static @Nullable RunId parent(Map<String, String> tags) {
    try {
      @Nullable String parent = tags.get(PARENT);
      return parent == null ? null : Ids.run(parent);
    } catch (Refusal e) {
      return null;
    }
  }

  /** What tags say about the code of a run. */
  static Provenance provenance(Map<String, String> tags) {
    return new Provenance(
        new Provenance.Code(
            name(tags, REPOSITORY),
            name(tags, COMMIT),
            name(tags, BRANCH),
            null,
            null,
            name(tags, SOURCE)),
        List.of(),
        null,
        JsonNodeFactory.instance.objectNode());
  }

  private static @Nullable String name(Map<String, String> tags, String key) {
    @Nullable String text = tags.get(key);
    return text == null || text.isBlank()
        ? null
        : text.substring(0, Math.min(text.length(), LONGEST_NAME));
  }
}

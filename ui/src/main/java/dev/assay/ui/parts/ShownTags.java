package dev.assay.ui.parts;

import dev.assay.runs.Run;
import java.util.Map;
import java.util.TreeMap;

/** The tags of a run that people have set. */
public final class ShownTags {
  /** What MLflow's clients tell a server this way is shown where it belongs. */
  private static final String OF_MLFLOW = "mlflow.";

  private ShownTags() {}

  public static Map<String, String> of(Run run) {
    Map<String, String> shown = new TreeMap<>(run.tags());
    shown.keySet().removeIf(key -> key.startsWith(OF_MLFLOW));
    return shown;
  }
}

package dev.assay.ui.experiments;

import dev.assay.problem.Problem;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Tags as people write them: one a line, {@code key: value}. */
final class TagText {
  /** What MLflow's clients set for themselves. */
  private static final String OF_MLFLOW = "mlflow.";

  private TagText() {}

  /** Those that people have set. */
  static SortedMap<String, String> shown(Map<String, String> tags) {
    SortedMap<String, String> shown = new TreeMap<>(tags);
    shown.keySet().removeIf(key -> key.startsWith(OF_MLFLOW));
    return shown;
  }

  static String write(Map<String, String> tags) {
    return shown(tags).entrySet().stream()
        .map(e -> e.getValue().isEmpty() ? e.getKey() : e.getKey() + ": " + e.getValue())
        .collect(Collectors.joining("\n"));
  }

  /**
   * Reads what {@link #write} writes.
   *
   * @throws Problem.Invalid when a line has no key, or a key stands twice
   */
  static SortedMap<String, String> read(String text) {
    SortedMap<String, String> tags = new TreeMap<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      int colon = line.indexOf(':');
      String key = (colon < 0 ? line : line.substring(0, colon)).strip();
      String value = colon < 0 ? "" : line.substring(colon + 1).strip();
      if (key.isEmpty()) {
        throw new Problem.Invalid("tags", line, "line " + number + " has no key before its colon");
      }
      if (key.startsWith(OF_MLFLOW)) {
        throw new Problem.Invalid("tags", key, "keys that begin with mlflow. are set by clients");
      }
      if (tags.put(key, value) != null) {
        throw new Problem.Invalid("tags", key, "a key stands on one line only");
      }
    }
    return tags;
  }
}

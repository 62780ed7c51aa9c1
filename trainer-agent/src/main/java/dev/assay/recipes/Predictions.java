package dev.assay.recipes;

import dev.assay.corpus.Origin;
import dev.assay.evaluation.Classification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes predictions as lines of JSON: an id, the label, the prediction, and all probabilities; the
 * time and the groups where there are some.
 */
final class Predictions {

  private static final JsonMapper JSON = new JsonMapper();

  private Predictions() {}

  /**
   * @param classes names, in the order of the probabilities
   * @param origins of the rows
   */
  static void write(Path file, Classification predicted, List<String> classes, List<Origin> origins)
      throws IOException {
    try (var out = Files.newBufferedWriter(file)) {
      for (int row = 0; row < predicted.rows(); row++) {
        ObjectNode line = JSON.createObjectNode();
        line.put("id", origins.get(row).id());
        line.put("label", classes.get(predicted.labels()[row]));
        line.put("prediction", classes.get(predicted.predicted(row)));
        ObjectNode probabilities = line.putObject("probabilities");
        for (int label = 0; label < classes.size(); label++) {
          probabilities.put(classes.get(label), predicted.probability(row, label));
        }
        if (origins.get(row).time() instanceof Instant time) {
          line.put("timestamp", time.toString());
        }
        origins.get(row).groups().forEach(line::put);
        out.write(JSON.writeValueAsString(line));
        out.newLine();
      }
    }
  }
}

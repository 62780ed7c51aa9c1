package dev.assay.recipes;

import dev.assay.evaluation.Classification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes predictions as lines of JSON: an id, the label, the prediction, and all probabilities. */
final class Predictions {

  private static final JsonMapper JSON = new JsonMapper();

  private Predictions() {}

  /**
   * @param classes names, in the order of the probabilities
   * @param id of a row
   */
  static void write(
      Path file, Classification predicted, List<String> classes, IntFunction<String> id)
      throws IOException {
    try (var out = Files.newBufferedWriter(file)) {
      for (int row = 0; row < predicted.rows(); row++) {
        ObjectNode line = JSON.createObjectNode();
        line.put("id", id.apply(row));
        line.put("label", classes.get(predicted.labels()[row]));
        line.put("prediction", classes.get(predicted.predicted(row)));
        ObjectNode probabilities = line.putObject("probabilities");
        for (int label = 0; label < classes.size(); label++) {
          probabilities.put(classes.get(label), predicted.probability(row, label));
        }
        out.write(JSON.writeValueAsString(line));
        out.newLine();
      }
    }
  }
}

package dev.assay.evaluations;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A recalibration for who has no server: maps with their formulas, what they were fitted on. */
final class RecalibrationFile {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private RecalibrationFile() {}

  static String of(Recalibrated made, Evaluation fitOn, Evaluation judgeOn) {
    ObjectNode file = JSON.createObjectNode();
    file.put("format", "assay-recalibration/1");
    file.put("id", made.id().toString());
    file.put("createdAt", made.createdAt().toString());
    ArrayNode classes = file.putArray("classes");
    made.classes().forEach(classes::add);
    file.put(
        "p",
        made.classes().size() == 2
            ? "probability of the class " + made.classes().getLast()
            : "probabilities of all classes in their order");
    file.set("fittedOn", rows(fitOn));
    file.set("judgedOn", rows(judgeOn));
    ArrayNode before = file.putArray("before");
    made.before().forEach(score -> before.add(EvaluationJson.tree(score)));
    ArrayNode maps = file.putArray("maps");
    made.maps().forEach(judged -> maps.add(EvaluationJson.tree(judged)));
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(file);
  }

  private static ObjectNode rows(Evaluation evaluation) {
    return JSON.createObjectNode()
        .put("evaluation", evaluation.id().toString())
        .put("run", evaluation.run().toString())
        .put("name", evaluation.spec().name())
        .put("split", evaluation.spec().split())
        .put("rows", evaluation.rows())
        .put("sha256", evaluation.digest().hex());
  }
}

package dev.assay.sweeps;

import dev.assay.search.PrunerSpec;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes specifications as {@link SpecReader} reads them; what is as it is anyway is left out. */
final class SpecWriter {
  private SpecWriter() {}

  static ObjectNode write(SweepSpec spec) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("name", spec.name()).put("experiment", spec.experiment());
    if (spec.recipe() != null) {
      tree.put("recipe", spec.recipe());
    }
    if (!spec.params().isEmpty()) {
      tree.set("params", spec.params().tree());
    }
    tree.setAll(spec.space().json());
    tree.put(
        "sampler", spec.sampler() == null ? SpecReader.NO_SAMPLER : Fields.word(spec.sampler()));
    if (!(spec.pruner() instanceof PrunerSpec.None)) {
      tree.set("pruner", spec.pruner().json());
    }
    objectives(tree, spec.objectives());
    ObjectNode budget = write(spec.budget());
    if (!budget.isEmpty()) {
      tree.set("budget", budget);
    }
    tree.put("parallel", spec.parallel());
    if (spec.repeats() > 1) {
      tree.put("repeats", spec.repeats());
    }
    if (spec.seedParam() != null) {
      tree.put("seedParam", spec.seedParam());
    }
    tree.put("seed", spec.seed());
    if (spec.patience() != null) {
      tree.put("patience", spec.patience());
    }
    list(tree, "warmStart", spec.warmStart().stream().map(Object::toString).toList());
    if (spec.priority() != 0) {
      tree.put("priority", spec.priority());
    }
    list(tree, "labels", spec.labels());
    return tree;
  }

  private static void list(ObjectNode tree, String name, List<String> items) {
    if (!items.isEmpty()) {
      ArrayNode list = tree.putArray(name);
      items.forEach(list::add);
    }
  }

  private static void objectives(ObjectNode tree, List<Objective> objectives) {
    List<ObjectNode> written =
        objectives.stream()
            .map(
                o ->
                    JsonNodeFactory.instance
                        .objectNode()
                        .put("metric", o.metric())
                        .put("of", Fields.word(o.of()))
                        .put("direction", Fields.word(o.direction())))
            .toList();
    if (written.size() == 1) {
      tree.set("objective", written.getFirst());
    } else {
      tree.putArray("objectives").addAll(written);
    }
  }

  static ObjectNode write(Budget budget) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    if (budget.trials() != null) {
      tree.put("trials", budget.trials());
    }
    if (budget.time() != null) {
      tree.put("time", Durations.text(budget.time()));
    }
    if (budget.flops() != null) {
      tree.put("flops", budget.flops());
    }
    return tree;
  }
}

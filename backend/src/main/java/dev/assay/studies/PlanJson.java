package dev.assay.studies;

import dev.assay.problem.Problem.Violation;
import dev.assay.runs.Params;
import dev.assay.search.Configuration;
import dev.assay.search.Space;
import dev.assay.sweeps.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Wishes for plans as JSON, in the form that {@code docs/scaling.md} has. */
final class PlanJson {
  private static final int LONGEST_RECIPE = 100;
  private static final int LONGEST_EXPERIMENT = 500;
  private static final int DEFAULT_MOST = 10;

  /**
   * A wish, and which runs of it are to be done.
   *
   * @param chosen empty where none were asked for
   */
  record Read(PlanRequest request, List<Configuration> chosen) {}

  private PlanJson() {}

  /**
   * @param withChosen whether configurations are to be there
   * @throws dev.assay.problem.Problem.Invalid with all that is wrong, each with its path
   */
  static Read read(ObjectNode tree, boolean withChosen) {
    List<Violation> wrong = new ArrayList<>();
    Fields f = Fields.of(tree, wrong);
    @Nullable Target target = target(f);
    @Nullable Double flops = numberOrNull(f, "flops");
    @Nullable Double seconds = numberOrNull(f, "seconds");
    int most = f.whole("most", 1, PlanRequest.MOST_RUNS, DEFAULT_MOST);
    String recipe = f.requiredText("recipe", LONGEST_RECIPE);
    @Nullable ObjectNode baseTree = f.object("base");
    @Nullable Params base =
        baseTree == null ? Params.empty() : f.part("base.", () -> Params.of(baseTree));
    @Nullable ObjectNode candidatesTree = f.object("candidates");
    if (candidatesTree == null && !f.has("candidates")) {
      f.add("candidates", "missing", "it has a space, such as {\"space\": {...}}");
    }
    @Nullable Space candidates =
        candidatesTree == null ? null : f.part("", () -> Space.parse(candidatesTree, "candidates"));
    @Nullable String experiment = f.text("experiment", LONGEST_EXPERIMENT);
    List<Configuration> chosen = withChosen ? chosen(f) : List.of();
    f.refuseUnknown();
    if (!wrong.isEmpty() || target == null || base == null || candidates == null) {
      throw SpecRules.refusal("plan", wrong);
    }
    return new Read(
        new PlanRequest(target, flops, seconds, most, recipe, base, candidates, experiment),
        chosen);
  }

  private static @Nullable Target target(Fields f) {
    @Nullable ObjectNode tree = f.object("target");
    if (tree == null) {
      if (!f.has("target")) {
        f.add("target", "missing", "it says which answer is to be surer, by its type");
      }
      return null;
    }
    Fields t = f.inner("target", tree);
    String type = t.requiredText("type", 20);
    @Nullable Target target =
        switch (type) {
          case "lossOf" -> new Target.LossOf(number(t, "params"), number(t, "tokens"));
          case "bestParams" -> new Target.BestParams(number(t, "flops"));
          case "bestLoss" -> new Target.BestLoss(number(t, "flops"));
          default -> null;
        };
    if (target == null) {
      t.add("type", type, "it is lossOf, bestParams or bestLoss");
    } else {
      t.refuseUnknown();
    }
    return target;
  }

  private static double number(Fields f, String name) {
    if (!f.has(name)) {
      f.add(name, "missing", "it is a number above 0");
    }
    return f.number(name);
  }

  private static @Nullable Double numberOrNull(Fields f, String name) {
    double number = f.number(name);
    return Double.isNaN(number) ? null : (Double) number;
  }

  private static List<Configuration> chosen(Fields f) {
    List<Configuration> chosen = new ArrayList<>();
    List<JsonNode> items = f.items("chosen", PlanRequest.MOST_RUNS);
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i) instanceof ObjectNode tree) {
        LinkedHashMap<String, JsonNode> values = new LinkedHashMap<>();
        tree.forEachEntry(values::put);
        chosen.add(new Configuration(values));
      } else {
        f.add("chosen[" + i + "]", items.get(i), "it is a configuration of the plan");
      }
    }
    return chosen;
  }
}

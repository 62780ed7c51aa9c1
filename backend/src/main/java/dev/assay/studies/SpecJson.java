package dev.assay.studies;

import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import dev.assay.runs.ExperimentId;
import dev.assay.scaling.Fixed;
import dev.assay.sweeps.Fields;
import dev.assay.sweeps.SweepId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Specifications as JSON, in the form that {@code docs/scaling.md} has. */
final class SpecJson {
  private static final int LONGEST_FILTER = 10_000;
  private static final int LONGEST_WORD = 600;
  private static final int MOST_EXPERIMENTS = 1000;

  /** What stands for what cannot be read, so that the rest is read. */
  private static final StudySpec DEFAULT = StudySpec.ofPretraining("?", new StudySource.Imported());

  private SpecJson() {}

  /**
   * @throws Problem.Invalid with all that is wrong, each with its path
   */
  static StudySpec read(ObjectNode tree) {
    List<Violation> wrong = new ArrayList<>();
    Fields f = Fields.of(tree, wrong);
    String name = f.requiredText("name", SpecRules.LONGEST_NAME);
    StudySource source = source(f);
    Column params = column(f, "params", DEFAULT.params());
    Column tokens = column(f, "tokens", DEFAULT.tokens());
    @Nullable Column flops = column(f, "flops");
    Column loss = column(f, "loss", DEFAULT.loss());
    @Nullable Column curve = column(f, "curve");
    @Nullable Column uniqueTokens = column(f, "uniqueTokens");
    List<Column> hyperparameters = new ArrayList<>();
    List<JsonNode> items = f.items("hyperparameters", SpecRules.MOST_HYPERPARAMETERS);
    for (int i = 0; i < items.size(); i++) {
      hyperparameters.add(column(f, "hyperparameters[" + i + "]", items.get(i), DEFAULT.loss()));
    }
    Rules rules = rules(f);
    Fixed fixed = fixed(f);
    @Nullable Double targetFlops = numberOrNull(f, "targetFlops");
    int resamples = f.whole("resamples", StudySpec.LEAST_RESAMPLES, StudySpec.MOST_RESAMPLES, 1000);
    long seed = f.whole("seed", Long.MIN_VALUE / 2, Long.MAX_VALUE / 2, DEFAULT.seed());
    f.refuseUnknown();
    @Nullable StudySpec spec =
        f.part(
            "",
            () ->
                new StudySpec(
                    name,
                    source,
                    params,
                    tokens,
                    flops,
                    loss,
                    curve,
                    uniqueTokens,
                    hyperparameters,
                    rules,
                    fixed,
                    targetFlops,
                    resamples,
                    seed));
    if (!wrong.isEmpty() || spec == null) {
      throw SpecRules.refusal(wrong);
    }
    return spec;
  }

  private static StudySource source(Fields f) {
    @Nullable ObjectNode tree = f.object("source");
    if (tree == null) {
      if (!f.has("source")) {
        f.add(
            "source",
            "missing",
            "it says where the runs come from, such as {\"type\": \"search\"}");
      }
      return DEFAULT.source();
    }
    Fields s = f.inner("source", tree);
    String type = s.requiredText("type", 20);
    StudySource source =
        switch (type) {
          case "search" ->
              new StudySource.Search(
                  experiments(s), s.has("filter") ? text(s, "filter", LONGEST_FILTER) : "");
          case "sweep" -> {
            String id = s.requiredText("sweep", 36);
            try {
              yield new StudySource.OfSweep(SweepId.of(id));
            } catch (IllegalArgumentException e) {
              s.add("sweep", id, "it is the id of a sweep");
              yield DEFAULT.source();
            }
          }
          case "imported" -> new StudySource.Imported();
          default -> {
            s.add("type", type, "it is search, sweep or imported");
            yield DEFAULT.source();
          }
        };
    s.refuseUnknown();
    return source;
  }

  /** It may be empty. */
  private static String text(Fields f, String name, int longest) {
    JsonNode value = f.value(name);
    if (value.isString() && value.stringValue().isBlank()) {
      return "";
    }
    @Nullable String text = f.text(name, longest);
    return text == null ? "" : text;
  }

  private static List<ExperimentId> experiments(Fields s) {
    List<ExperimentId> ids = new ArrayList<>();
    for (JsonNode item : s.items("experiments", MOST_EXPERIMENTS)) {
      if (item.canConvertToLong() && item.isIntegralNumber()) {
        ids.add(new ExperimentId(item.longValue()));
      } else {
        s.add("experiments", item, "it is a list of ids of experiments");
      }
    }
    return ids;
  }

  private static Column column(Fields f, String name, Column otherwise) {
    @Nullable Column column = column(f, name);
    return column == null ? otherwise : column;
  }

  private static @Nullable Column column(Fields f, String name) {
    return f.has(name) ? column(f, name, f.value(name), DEFAULT.loss()) : null;
  }

  /** A word alone, or an object with {@code word} and {@code times}. */
  private static Column column(Fields f, String name, JsonNode value, Column otherwise) {
    if (value.isString()) {
      return Column.of(value.stringValue());
    }
    if (!(value instanceof ObjectNode tree)) {
      f.add(name, value, "a column is a word such as metrics.tokens, or has word and times");
      return otherwise;
    }
    Fields c = f.inner(name, tree);
    String word = c.requiredText("word", LONGEST_WORD);
    double times = c.has("times") ? c.number("times") : 1;
    c.refuseUnknown();
    return c.has("word") ? new Column(word, times) : otherwise;
  }

  private static Rules rules(Fields f) {
    @Nullable ObjectNode tree = f.object("rules");
    if (tree == null) {
      return Rules.DEFAULT;
    }
    Fields r = f.inner("rules", tree);
    Rules rules =
        new Rules(
            r.has("unfinished") ? r.flag("unfinished") : Rules.DEFAULT.unfinished(),
            numberOrNull(r, "lossAbove"),
            r.has("untuned") ? r.flag("untuned") : Rules.DEFAULT.untuned());
    r.refuseUnknown();
    return rules;
  }

  private static Fixed fixed(Fields f) {
    @Nullable ObjectNode tree = f.object("fixed");
    if (tree == null) {
      return Fixed.NOTHING;
    }
    Fields x = f.inner("fixed", tree);
    Fixed fixed =
        new Fixed(numberOrNull(x, "floorNats"), numberOrNull(x, "alpha"), numberOrNull(x, "beta"));
    x.refuseUnknown();
    return fixed;
  }

  /** Null where none is given, or none that is a number, which is told. */
  private static @Nullable Double numberOrNull(Fields f, String name) {
    double number = f.number(name);
    return Double.isNaN(number) ? null : (Double) number;
  }

  static ObjectNode write(StudySpec spec) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("name", spec.name());
    tree.set("source", write(spec.source()));
    tree.set("params", write(spec.params()));
    tree.set("tokens", write(spec.tokens()));
    tree.set("flops", write(spec.flops()));
    tree.set("loss", write(spec.loss()));
    tree.set("curve", write(spec.curve()));
    tree.set("uniqueTokens", write(spec.uniqueTokens()));
    ArrayNode hyperparameters = tree.putArray("hyperparameters");
    spec.hyperparameters().forEach(column -> hyperparameters.add(write(column)));
    tree.putObject("rules")
        .put("unfinished", spec.rules().unfinished())
        .put("lossAbove", spec.rules().lossAbove())
        .put("untuned", spec.rules().untuned());
    tree.putObject("fixed")
        .put("floorNats", spec.fixed().floorNats())
        .put("alpha", spec.fixed().alpha())
        .put("beta", spec.fixed().beta());
    tree.put("targetFlops", spec.targetFlops());
    tree.put("resamples", spec.resamples());
    tree.put("seed", spec.seed());
    return tree;
  }

  private static ObjectNode write(StudySource source) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    switch (source) {
      case StudySource.Search(List<ExperimentId> experiments, String filter) -> {
        tree.put("type", "search");
        ArrayNode ids = tree.putArray("experiments");
        experiments.forEach(id -> ids.add(id.value()));
        tree.put("filter", filter);
      }
      case StudySource.OfSweep(SweepId sweep) ->
          tree.put("type", "sweep").put("sweep", sweep.toString());
      case StudySource.Imported() -> tree.put("type", "imported");
    }
    return tree;
  }

  private static JsonNode write(@Nullable Column column) {
    return column == null
        ? JsonNodeFactory.instance.nullNode()
        : JsonNodeFactory.instance
            .objectNode()
            .put("word", column.word())
            .put("times", column.times());
  }
}

package dev.assay.sweeps;

import dev.assay.jobs.Terms;
import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import dev.assay.runs.Params;
import dev.assay.runs.RunId;
import dev.assay.search.Direction;
import dev.assay.search.PrunerSpec;
import dev.assay.search.SamplerKind;
import dev.assay.search.Samplers;
import dev.assay.search.Space;
import dev.assay.sweeps.Objective.Of;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads specifications; {@code docs/sweeps.md} has the form. All that is wrong is told at once. */
final class SpecReader {
  static final int LONGEST_NAME = 100;
  static final int LONGEST_EXPERIMENT = 500;
  static final int LONGEST_RECIPE = 100;
  static final int LONGEST_METRIC = 250;
  static final int LONGEST_PARAM = 500;
  static final int MOST_OBJECTIVES = 10;
  static final int MOST_PARALLEL = 1000;
  static final int MOST_REPEATS = 100;
  static final int MOST_WARM = 1000;
  static final int MOST_LABELS = 20;
  static final int MOST_PRIORITY = 1_000_000;

  /** What stands for a sampler where none is to suggest anything. */
  static final String NO_SAMPLER = "none";

  /** Finds the runs of a search, for a warm start. */
  interface RunFinder {
    /**
     * @throws Problem.Invalid when the filter is wrong
     */
    List<RunId> find(String experiment, String filter, int most);
  }

  private final RunFinder finder;
  private final List<Violation> wrong = new ArrayList<>();

  private SpecReader(RunFinder finder) {
    this.finder = finder;
  }

  /**
   * @throws Problem.Invalid with all that is wrong, each with its path
   */
  static SweepSpec read(ObjectNode tree, RunFinder finder) {
    return new SpecReader(finder).read(tree);
  }

  private SweepSpec read(ObjectNode tree) {
    Fields f = Fields.of(tree, wrong);
    String name = f.requiredText("name", LONGEST_NAME);
    String experiment = f.requiredText("experiment", LONGEST_EXPERIMENT);
    @Nullable String recipe = f.text("recipe", LONGEST_RECIPE);
    Params params = params(f);
    @Nullable Space space = space(f, tree);
    @Nullable SamplerKind sampler = sampler(f);
    PrunerSpec pruner = pruner(f);
    List<Objective> objectives = objectives(f);
    Budget budget = budget(f, "budget");
    int parallel = f.whole("parallel", 1, MOST_PARALLEL, 1);
    int repeats = f.whole("repeats", 1, MOST_REPEATS, 1);
    @Nullable String seedParam = f.text("seedParam", LONGEST_PARAM);
    long seed = f.whole("seed", Long.MIN_VALUE / 2, Long.MAX_VALUE / 2, 0L);
    @Nullable Integer patience = f.wholeOrNull("patience", 1, Budget.MOST_TRIALS);
    List<RunId> warmStart = warmStart(f);
    int priority = f.whole("priority", -MOST_PRIORITY, MOST_PRIORITY, 0);
    List<String> labels = labels(f);
    f.refuseUnknown();
    if (repeats > 1 && seedParam == null) {
      f.add("seedParam", "missing", "repeats differ by a seed: say which param takes it");
    }
    if (space != null) {
      checkTogether(f, space, sampler, budget, seedParam);
    }
    throwIfWrong();
    return new SweepSpec(
        name,
        experiment,
        recipe,
        params,
        Objects.requireNonNull(space),
        sampler,
        pruner,
        objectives,
        budget,
        parallel,
        repeats,
        seedParam,
        seed,
        patience,
        warmStart,
        priority,
        labels);
  }

  private static Params params(Fields f) {
    @Nullable ObjectNode tree = f.object("params");
    @Nullable Params params = tree == null ? null : f.part("", () -> Params.of(tree));
    return params == null ? Params.empty() : params;
  }

  private static @Nullable Space space(Fields f, ObjectNode tree) {
    f.value("space");
    f.value("constraints");
    return f.part("", () -> Space.parse(tree, ""));
  }

  private static @Nullable SamplerKind sampler(Fields f) {
    JsonNode written = f.value("sampler");
    if (written.isString() && written.stringValue().equals(NO_SAMPLER)) {
      return null;
    }
    return f.oneOf("sampler", SamplerKind.values(), SamplerKind.TPE);
  }

  private static PrunerSpec pruner(Fields f) {
    JsonNode written = f.value("pruner");
    @Nullable PrunerSpec pruner = f.part("", () -> PrunerSpec.parse(written, "pruner"));
    return pruner == null ? new PrunerSpec.None() : pruner;
  }

  private List<Objective> objectives(Fields f) {
    String field = f.has("objective") ? "objective" : "objectives";
    if (f.has("objective") && f.has("objectives")) {
      f.add("objective", "given", "either objective or objectives is given");
    }
    List<JsonNode> items = f.items(field, MOST_OBJECTIVES);
    if (items.isEmpty()) {
      f.add("objective", "missing", "it is given, such as {metric: val/loss, of: min}");
    }
    List<Objective> objectives = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      String at = items.size() == 1 ? field : "%s[%d]".formatted(field, i);
      objectives.add(objective(f, at, items.get(i)));
    }
    Set<Objective> seen = new HashSet<>();
    objectives.stream()
        .filter(o -> !seen.add(o))
        .forEach(o -> f.add(field, o.metric(), "it stands there twice"));
    return objectives;
  }

  private static Objective objective(Fields f, String at, JsonNode written) {
    if (written.isString()) {
      return new Objective(written.stringValue(), Of.LAST, Direction.MINIMIZE);
    }
    if (!(written instanceof ObjectNode object)) {
      f.add(at, Fields.shown(written), "it is such as {metric: val/loss, direction: minimize}");
      return new Objective("?", Of.LAST, Direction.MINIMIZE);
    }
    Fields o = f.inner(at, object);
    Objective objective =
        new Objective(
            o.requiredText("metric", LONGEST_METRIC),
            o.oneOf("of", Of.values(), Of.LAST),
            o.oneOf("direction", Direction.values(), Direction.MINIMIZE));
    o.refuseUnknown();
    return objective;
  }

  /** Reads a budget that stands by itself. */
  static Budget readBudget(ObjectNode tree) {
    SpecReader reader = new SpecReader((_, _, _) -> List.of());
    Budget budget = reader.budgetOf(Fields.of(tree, reader.wrong));
    reader.throwIfWrong();
    return budget;
  }

  private Budget budget(Fields f, String name) {
    @Nullable ObjectNode tree = f.object(name);
    return tree == null ? new Budget(null, null, null) : budgetOf(f.inner(name, tree));
  }

  private Budget budgetOf(Fields b) {
    @Nullable Integer trials = b.wholeOrNull("trials", 1, Budget.MOST_TRIALS);
    @Nullable Duration time = time(b);
    double flops = b.number("flops");
    boolean isAbove0 = flops > 0 && Double.isFinite(flops);
    if (!isAbove0 && !Double.isNaN(flops)) {
      b.add("flops", flops, "it is above 0");
    }
    b.refuseUnknown();
    return new Budget(trials, time, isAbove0 ? flops : null);
  }

  private static @Nullable Duration time(Fields b) {
    JsonNode written = b.value("time");
    if (written.isNull()) {
      return null;
    }
    Optional<Duration> time =
        written.isNumber()
            ? Optional.of(written.doubleValue()).filter(s -> s < 1e12).map(Durations::ofSeconds)
            : Durations.parse(Fields.shown(written));
    if (time.isEmpty() || !time.get().isPositive() || time.get().compareTo(Budget.MOST_TIME) > 0) {
      b.add("time", Fields.shown(written), Budget.TIME_RULE);
      return null;
    }
    return time.get();
  }

  private List<RunId> warmStart(Fields f) {
    if (f.value("warmStart") instanceof ObjectNode search) {
      Fields w = f.inner("warmStart", search);
      String experiment = w.requiredText("experiment", LONGEST_EXPERIMENT);
      String filter = Objects.requireNonNullElse(w.text("filter", 4000), "");
      int most = w.whole("most", 1, MOST_WARM, 100);
      w.refuseUnknown();
      @Nullable List<RunId> found =
          w.part("warmStart.", () -> finder.find(experiment, filter, most));
      return found == null ? List.of() : found;
    }
    List<RunId> runs = new ArrayList<>();
    List<JsonNode> items = f.items("warmStart", MOST_WARM);
    for (int i = 0; i < items.size(); i++) {
      String at = "warmStart[%d]".formatted(i);
      try {
        runs.add(RunId.of(Fields.shown(items.get(i))));
      } catch (IllegalArgumentException e) {
        f.add(at, Fields.shown(items.get(i)), "it is the id of a run");
      }
    }
    return runs.stream().distinct().toList();
  }

  private static List<String> labels(Fields f) {
    List<String> labels = new ArrayList<>();
    List<JsonNode> items = f.items("labels", MOST_LABELS);
    for (int i = 0; i < items.size(); i++) {
      String label = Fields.shown(items.get(i));
      labels.add(label);
      try {
        Terms.PLAIN.withLabels(List.of(label));
      } catch (Problem.Invalid refused) {
        f.add("labels[%d]".formatted(i), label, refused.violations().getFirst().rule());
      }
    }
    return labels;
  }

  private static void checkTogether(
      Fields f,
      Space space,
      @Nullable SamplerKind sampler,
      Budget budget,
      @Nullable String seedParam) {
    if (sampler != null) {
      Samplers.of(sampler)
          .refusal(space)
          .ifPresent(why -> f.add("sampler", Fields.word(sampler), why));
    }
    if (sampler != null
        && sampler != SamplerKind.GRID
        && budget.trials() == null
        && budget.time() == null
        && budget.flops() == null) {
      f.add("budget", "missing", "at least one of trials, time, flops is given, but for a grid");
    }
    if (seedParam != null
        && space.parameters().stream().anyMatch(p -> p.name().equals(seedParam))) {
      f.add("seedParam", seedParam, "it is none of the space's parameters");
    }
  }

  private void throwIfWrong() {
    if (wrong.size() == 1) {
      Violation only = wrong.getFirst();
      throw new Problem.Invalid(only.field(), only.value(), only.rule());
    }
    if (!wrong.isEmpty()) {
      Violation first = wrong.getFirst();
      throw new Problem.Invalid(
          "%d things are wrong; %s is %s: %s"
              .formatted(wrong.size(), first.field(), first.value(), first.rule()),
          wrong);
    }
  }
}

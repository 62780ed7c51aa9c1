package dev.assay.studies;

import dev.assay.jobs.Agent;
import dev.assay.jobs.Agents;
import dev.assay.jobs.Device;
import dev.assay.jobs.Recipe;
import dev.assay.jobs.Recipes;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import dev.assay.runs.Params;
import dev.assay.scaling.Fit;
import dev.assay.scaling.ParametricLaw;
import dev.assay.scaling.Plan;
import dev.assay.scaling.Size;
import dev.assay.search.Configuration;
import dev.assay.search.Expression;
import dev.assay.search.Parameter;
import dev.assay.search.Space;
import dev.assay.studies.StudyStore.Fitted;
import dev.assay.sweeps.RecipeCost;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Chooses the next runs of a recipe from those that could be done. */
@Component
class Planning {
  static final long MOST_CANDIDATES = 20_000;
  private static final int MOST_AGENTS = 1000;

  private final Recipes recipes;
  private final Agents agents;

  Planning(Recipes recipes, Agents agents) {
    this.recipes = recipes;
    this.agents = agents;
  }

  /** A configuration and what its recipe says of it. */
  private record Candidate(
      Configuration configuration,
      double params,
      double tokens,
      double flops,
      @Nullable Double memoryBytes) {}

  PlanOutcome plan(Fitted fitted, PlanRequest request) {
    List<String> notes = new ArrayList<>();
    @Nullable Double speed = speed(fitted.observations());
    check(request, speed);
    double flops = budget(request, speed, notes);
    List<Candidate> candidates = thatWouldCount(candidates(request, notes), fitted, notes);
    List<Size> sizes = candidates.stream().map(c -> new Size(c.params(), c.tokens())).toList();
    double[] costs = candidates.stream().mapToDouble(Candidate::flops).toArray();
    Plan plan =
        Plan.ofEach(
            fitted.observations().stream().filter(Observation::counts).map(Fitting::point).toList(),
            fitted.spec().fixed(),
            found(fitted.outcome()),
            answer(request.target(), fitted.outcome()),
            sizes,
            costs,
            flops,
            request.most());
    return outcome(plan, candidates, costs, speed, notes);
  }

  private static PlanOutcome outcome(
      Plan plan,
      List<Candidate> candidates,
      double[] costs,
      @Nullable Double speed,
      List<String> notes) {
    List<PlannedRun> runs = new ArrayList<>();
    for (Plan.Proposal p : plan.runs()) {
      Candidate c = candidates.get(p.index());
      runs.add(
          new PlannedRun(
              c.configuration(),
              c.params(),
              c.tokens(),
              c.flops(),
              seconds(c.flops(), speed),
              c.memoryBytes(),
              p.errorBefore(),
              p.errorAfter(),
              p.why()));
    }
    if (runs.isEmpty()) {
      notes.add("no candidate that the budget allows makes the answer surer");
    }
    double total = plan.runs().stream().mapToDouble(p -> costs[p.index()]).sum();
    return new PlanOutcome(
        runs,
        plan.errorBefore(),
        plan.errorAfter(),
        total,
        seconds(total, speed),
        candidates.size(),
        notes);
  }

  private static @Nullable Double seconds(double flops, @Nullable Double speed) {
    return speed == null ? null : (Double) (flops / speed);
  }

  private static void check(PlanRequest request, @Nullable Double speed) {
    List<Violation> wrong = new ArrayList<>();
    @Nullable Double flops = request.flops();
    @Nullable Double seconds = request.seconds();
    if (flops == null && seconds == null) {
      wrong.add(new Violation("flops", "missing", "flops or seconds say how much may be spent"));
    }
    SpecRules.positive("flops", flops, wrong);
    SpecRules.positive("seconds", seconds, wrong);
    if (seconds != null && speed == null) {
      wrong.add(
          new Violation(
              "seconds", seconds + "", "no run of the study tells how fast runs are; give flops"));
    }
    if (request.most() < 1 || request.most() > PlanRequest.MOST_RUNS) {
      wrong.add(
          new Violation(
              "most",
              request.most() + "",
              "a plan has 1 to %d runs".formatted(PlanRequest.MOST_RUNS)));
    }
    switch (request.target()) {
      case Target.LossOf(double params, double tokens) -> {
        SpecRules.positive("target.params", params, wrong);
        SpecRules.positive("target.tokens", tokens, wrong);
      }
      case Target.BestParams(double of) -> SpecRules.positive("target.flops", of, wrong);
      case Target.BestLoss(double of) -> SpecRules.positive("target.flops", of, wrong);
    }
    for (Parameter parameter : request.candidates().parameters()) {
      @Nullable Expression when = parameter.when();
      if (when != null) {
        wrong.add(
            new Violation(
                "candidates." + parameter.name(),
                when.text(),
                "parameters of candidates have no condition"));
      }
      if (parameter.domain().size().isEmpty()) {
        wrong.add(
            new Violation(
                "candidates." + parameter.name(),
                "any number",
                "candidates can be counted: give a step, or a choice of values"));
      }
    }
    if (!wrong.isEmpty()) {
      throw SpecRules.refusal("plan", wrong);
    }
  }

  /** FLOPs for each second of the runs that count, in the middle; null when no run tells. */
  private static @Nullable Double speed(List<Observation> observations) {
    double[] speeds =
        observations.stream()
            .filter(Observation::counts)
            .mapToDouble(Planning::speed)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    return speeds.length == 0 ? null : (Double) speeds[speeds.length / 2];
  }

  /** NaN where it is not known. */
  private static double speed(Observation o) {
    @Nullable Double seconds = o.seconds();
    @Nullable Double flops = o.flops();
    return seconds == null || flops == null || seconds <= 0 ? Double.NaN : flops / seconds;
  }

  private static double budget(PlanRequest request, @Nullable Double speed, List<String> notes) {
    @Nullable Double flops = request.flops();
    @Nullable Double seconds = request.seconds();
    double byFlops = flops == null ? Double.POSITIVE_INFINITY : flops;
    if (speed != null) {
      notes.add(
          String.format(
              Locale.ROOT,
              "times are at %.3g FLOPs a second, as the runs of the study had in the middle; "
                  + "small models are slower, large ones faster",
              speed));
    }
    return seconds == null || speed == null ? byFlops : Math.min(byFlops, seconds * speed);
  }

  // Candidates -----------------------------------------------------------------------------------

  /**
   * Where of each size the best run counts, one of a size that is there already tells nothing new.
   */
  private static List<Candidate> thatWouldCount(
      List<Candidate> all, Fitted fitted, List<String> notes) {
    if (!fitted.spec().rules().untuned()) {
      return all;
    }
    List<Candidate> kept = new ArrayList<>();
    for (Candidate c : all) {
      boolean isThere =
          fitted.observations().stream()
                  .filter(Observation::counts)
                  .anyMatch(o -> isSameSize(o.params(), o.tokens(), c))
              || kept.stream().anyMatch(k -> isSameSize(k.params(), k.tokens(), c));
      if (!isThere) {
        kept.add(c);
      }
    }
    if (kept.size() < all.size()) {
      notes.add(
          "%d of %d candidates have the size of a run that counts, or of another candidate: "
                  .formatted(all.size() - kept.size(), all.size())
              + "of each size only the best counts");
    }
    return kept;
  }

  private static boolean isSameSize(@Nullable Double params, @Nullable Double tokens, Candidate c) {
    return Tuning.agree(params, c.params()) && Tuning.agree(tokens, c.tokens());
  }

  private List<Candidate> candidates(PlanRequest request, List<String> notes) {
    ObjectNode schema =
        recipes
            .schema(request.recipe())
            .orElseThrow(
                () ->
                    new Problem.Invalid(
                        "recipe",
                        request.recipe(),
                        "no agent has told of it, so the sizes of its runs are not known"));
    RecipeCost cost = RecipeCost.of(schema);
    List<Configuration> all = configurations(request.candidates());
    List<Candidate> sized = new ArrayList<>();
    for (Configuration configuration : all) {
      @Nullable Candidate candidate = candidate(configuration, request.base(), cost);
      if (candidate != null) {
        sized.add(candidate);
      }
    }
    if (sized.size() < all.size()) {
      notes.add(
          "of %d of %d candidates the recipe does not tell params, tokens and FLOPs"
              .formatted(all.size() - sized.size(), all.size()));
    }
    List<Candidate> allowed = thatFit(sized, request.recipe(), notes);
    if (allowed.isEmpty()) {
      throw new Problem.Invalid(
          "candidates",
          all.size() + " configurations",
          "none of them can be planned: " + String.join("; ", notes));
    }
    return allowed;
  }

  private static @Nullable Candidate candidate(
      Configuration configuration, Params base, RecipeCost cost) {
    Params params = params(base, configuration);
    OptionalDouble n = cost.params(params);
    OptionalDouble d = cost.tokens(params);
    OptionalDouble c = cost.flops(params);
    OptionalDouble memory = cost.memoryBytes(params);
    return n.isEmpty() || d.isEmpty() || c.isEmpty()
        ? null
        : new Candidate(
            configuration,
            n.getAsDouble(),
            d.getAsDouble(),
            c.getAsDouble(),
            memory.isPresent() ? (Double) memory.getAsDouble() : null);
  }

  /** Those of a configuration stand above the base. */
  private static Params params(Params base, Configuration configuration) {
    ObjectNode tree = base.tree().deepCopy();
    merge(configuration.tree(), tree);
    return Params.of(tree);
  }

  private static void merge(ObjectNode above, ObjectNode into) {
    above.forEachEntry(
        (name, value) -> {
          if (value instanceof ObjectNode inner && into.get(name) instanceof ObjectNode below) {
            merge(inner, below);
          } else {
            into.set(name, value);
          }
        });
  }

  /** All of a finite space, in the order of its grid. */
  static List<Configuration> configurations(Space space) {
    long combinations = 1;
    for (Parameter parameter : space.parameters()) {
      long size = parameter.domain().size().orElse(MOST_CANDIDATES + 1);
      combinations =
          Math.min(combinations * Math.min(size, MOST_CANDIDATES + 1), Integer.MAX_VALUE);
    }
    if (combinations > MOST_CANDIDATES) {
      throw new Problem.Invalid(
          "candidates",
          "more than %d combinations".formatted(MOST_CANDIDATES),
          "a plan chooses from at most that many; give fewer values");
    }
    List<Configuration> all = new ArrayList<>();
    for (long i = 0; i < combinations; i++) {
      Configuration configuration = configuration(space, i);
      if (space.allows(configuration)) {
        all.add(configuration);
      }
    }
    return all;
  }

  private static Configuration configuration(Space space, long index) {
    LinkedHashMap<String, JsonNode> values = new LinkedHashMap<>();
    long rest = index;
    for (Parameter parameter : space.parameters()) {
      long size = parameter.domain().size().orElseThrow();
      values.put(parameter.name(), parameter.domain().nth(rest % size));
      rest /= size;
    }
    return new Configuration(values);
  }

  private List<Candidate> thatFit(List<Candidate> sized, String recipe, List<String> notes) {
    OptionalDouble most = mostMemory(recipe);
    if (most.isEmpty()) {
      notes.add(
          "no agent is online that does " + recipe + ": whether memory suffices is not known");
      return sized;
    }
    if (sized.stream().allMatch(c -> c.memoryBytes() == null)) {
      notes.add("the recipe does not tell the memory that a run needs: it is not looked at");
      return sized;
    }
    List<Candidate> fit =
        sized.stream().filter(c -> known(c.memoryBytes()) <= most.getAsDouble()).toList();
    if (fit.size() < sized.size()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%d candidates need more memory than the %.3g GB that an agent has, and are left out",
              sized.size() - fit.size(),
              most.getAsDouble() / 1e9));
    }
    return fit;
  }

  /** 0 where it is not known. */
  private static double known(@Nullable Double bytes) {
    return bytes == null ? 0 : bytes;
  }

  /** Of one device of an agent that is online and does the recipe. */
  private OptionalDouble mostMemory(String recipe) {
    List<String> names = named(recipe);
    return online().stream()
        .filter(agent -> names.contains(agent.name()))
        .flatMap(agent -> agent.devices().stream())
        .mapToDouble(Device::memoryBytes)
        .filter(bytes -> bytes > 0)
        .max();
  }

  private List<Agent> online() {
    return agents.list(PageRequest.first(MOST_AGENTS)).items().stream()
        .filter(Agent::online)
        .toList();
  }

  private List<String> named(String recipe) {
    PageRequest request = PageRequest.first(PageRequest.MAX_LIMIT);
    while (true) {
      Page<Recipe> page = recipes.list(request);
      for (Recipe one : page.items()) {
        if (one.name().equals(recipe)) {
          return one.agents();
        }
      }
      if (page.nextCursor() == null) {
        return List.of();
      }
      request = new PageRequest(PageRequest.MAX_LIMIT, page.nextCursor());
    }
  }

  // The law --------------------------------------------------------------------------------------

  private static ParametricLaw law(StudyOutcome outcome) {
    @Nullable LawOutcome of = outcome.law();
    @Nullable ParametricLaw law = of == null ? null : of.law();
    if (law == null) {
      throw new Problem.Conflict("the study has no law to plan by: " + whyNoLaw(outcome));
    }
    return law;
  }

  static String whyNoLaw(StudyOutcome outcome) {
    if (!outcome.wrong().isEmpty()) {
      Violation first = outcome.wrong().getFirst();
      return "%s is %s: %s".formatted(first.field(), first.value(), first.rule());
    }
    @Nullable LawOutcome law = outcome.law();
    @Nullable String why = law == null ? null : law.why();
    return why == null ? "there is none" : why;
  }

  private static Fit.Found<ParametricLaw> found(StudyOutcome outcome) {
    ParametricLaw law = law(outcome);
    LawOutcome of = Objects.requireNonNull(outcome.law());
    double[] residuals =
        of.residuals().stream().mapToDouble(LawOutcome.Residual::logResidual).toArray();
    return new Fit.Found<>(law, of.objective(), residuals, of.condition());
  }

  private static ToDoubleFunction<ParametricLaw> answer(Target target, StudyOutcome outcome) {
    ToDoubleFunction<ParametricLaw> answer =
        switch (target) {
          case Target.LossOf(double params, double tokens) -> law -> law.lossNats(params, tokens);
          case Target.BestParams(double flops) -> law -> law.optimum(flops).params();
          case Target.BestLoss(double flops) -> law -> law.optimum(flops).lossNats();
        };
    double value = answer.applyAsDouble(law(outcome));
    if (!(value > 0 && Double.isFinite(value))) {
      throw new Problem.Conflict(
          "the law gives no such answer (%s): %s"
              .formatted(value, String.join(", ", Objects.requireNonNull(outcome.law()).bounds())));
    }
    return answer;
  }
}

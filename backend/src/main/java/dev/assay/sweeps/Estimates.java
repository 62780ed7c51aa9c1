package dev.assay.sweeps;

import dev.assay.jobs.Jobs;
import dev.assay.jobs.Recipes;
import dev.assay.runs.Params;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import dev.assay.search.PrunerSpec;
import dev.assay.search.SamplerKind;
import dev.assay.series.MetricSummary;
import dev.assay.series.Series;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Tells what a sweep will take, from how its recipe counts ({@link RecipeCost}) and what earlier
 * runs of it took. The time is that of the operations, at the rate of the earlier run whose params
 * differ least. A recipe that does not count takes what that run took; where both say for how many
 * steps they train, time and operations are scaled by these. What nothing tells stays unknown.
 */
@Component
class Estimates {
  private static final int SAMPLED = 50;
  private static final int MOST_RUNS = 100;

  /** Where the recipes here have the number of their steps. */
  private static final String STEPS = "training.steps";

  private final Jobs jobs;
  private final Recipes recipes;
  private final Runs runs;
  private final Series series;
  private final Clock clock;

  Estimates(Jobs jobs, Recipes recipes, Runs runs, Series series, Clock clock) {
    this.jobs = jobs;
    this.recipes = recipes;
    this.runs = runs;
    this.series = series;
    this.clock = clock;
  }

  /**
   * An earlier run of the recipe.
   *
   * @param flops NaN when it did not say
   */
  private record Earlier(Map<String, JsonNode> params, double seconds, double flops) {}

  /** How a cost is known. */
  private enum From {
    /** The recipe tells operations or time. */
    RECIPE,
    /** Of an earlier run, scaled by steps. */
    STEPS,
    /** Of an earlier run as it was. */
    RUN,
    NOTHING
  }

  /**
   * @param seconds NaN when unknown, as operations are
   */
  private record Cost(double seconds, double flops, From from) {}

  Estimate of(SweepSpec spec) {
    List<String> notes = new ArrayList<>();
    Optional<Integer> trials = trials(spec, notes);
    if (spec.recipe() == null) {
      notes.add("the trials run outside: nothing is known of what they take");
      return new Estimate(trials.orElse(null), null, null, null, notes);
    }
    RecipeCost told =
        recipes.schema(spec.recipe()).map(RecipeCost::of).orElseGet(RecipeCost::unknown);
    List<Earlier> earlier = earlier(spec.recipe());
    List<Cost> costs =
        Sweeps.sampled(spec, SAMPLED).stream()
            .map(c -> cost(SweepLoop.params(spec, c, 0), told, earlier))
            .toList();
    explain(spec, costs, earlier.size(), notes);
    return total(spec, trials, costs, notes);
  }

  private static void explain(SweepSpec spec, List<Cost> costs, int earlier, List<String> notes) {
    long counted = costs.stream().filter(c -> c.from() == From.RECIPE).count();
    if (counted > 0) {
      notes.add(
          "operations of %d of %d sampled configurations as the recipe counts them"
              .formatted(counted, costs.size()));
    }
    if (earlier == 0) {
      notes.add("no run of recipe %s has finished yet: no time is known".formatted(spec.recipe()));
    } else {
      notes.add(
          "%s from the last %d finished runs of recipe %s, the one whose params differ least"
              .formatted(
                  counted == costs.size() ? "operations per second" : "what else is known is",
                  earlier,
                  spec.recipe()));
    }
    if (costs.stream().anyMatch(c -> c.from() == From.STEPS)) {
      notes.add("scaled by %s; sizes of models are not scaled by".formatted(STEPS));
    }
    if (costs.stream().anyMatch(c -> c.from() == From.RUN)) {
      notes.add("not scaled by anything where no %s are known".formatted(STEPS));
    }
    if (!(spec.pruner() instanceof PrunerSpec.None)) {
      notes.add("trials that are pruned take less");
    }
  }

  /** The most there will be; empty when only time or operations bound them. */
  private static Optional<Integer> trials(SweepSpec spec, List<String> notes) {
    long most = spec.budget().trials() == null ? Long.MAX_VALUE : spec.budget().trials();
    if (spec.sampler() == SamplerKind.GRID) {
      long points = 1;
      for (var parameter : spec.space().parameters()) {
        points = saturated(points, parameter.domain().size().orElse(Long.MAX_VALUE));
      }
      if (points < most) {
        notes.add("the grid has at most %d points".formatted(points));
        most = points;
      }
    }
    return most <= Integer.MAX_VALUE ? Optional.of((int) most) : Optional.empty();
  }

  private static long saturated(long a, long b) {
    return Math.multiplyHigh(a, b) == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE;
  }

  private static Estimate total(
      SweepSpec spec, Optional<Integer> trials, List<Cost> costs, List<String> notes) {
    double seconds = mean(costs.stream().mapToDouble(Cost::seconds));
    double flops = mean(costs.stream().mapToDouble(Cost::flops));
    if (Double.isNaN(flops)) {
      notes.add("no run has recorded its operations");
    }
    if (trials.isEmpty()) {
      notes.add("the number of trials is bounded by the budget of time or operations only");
      return new Estimate(null, spec.budget().time(), null, spec.budget().flops(), notes);
    }
    double runs = (double) trials.get() * spec.repeats();
    @Nullable Double operations = Double.isNaN(flops) ? null : flops * runs;
    if (Double.isNaN(seconds)) {
      return new Estimate(trials.get(), null, null, operations, notes);
    }
    // the last round of trials may be a partial one, which takes as long
    double rounds = Math.ceil((double) trials.get() / spec.parallel());
    // a trial's repeats are queued together; with an agent for each they take as long as one
    notes.add(
        "elapsed: with an agent for each of the %d runs at a time"
            .formatted(spec.parallel() * spec.repeats()));
    return new Estimate(
        trials.get(),
        Durations.ofSeconds(seconds * runs),
        Durations.ofSeconds(seconds * rounds),
        operations,
        notes);
  }

  /** Of those that are known; NaN where none is. */
  private static double mean(DoubleStream values) {
    return values.filter(v -> !Double.isNaN(v)).average().orElse(Double.NaN);
  }

  private static Cost cost(Params params, RecipeCost told, List<Earlier> earlier) {
    Map<String, JsonNode> wanted = params.values();
    Optional<Earlier> nearest =
        earlier.stream().min(Comparator.comparingDouble(e -> difference(wanted, e.params())));
    Optional<Earlier> counted =
        earlier.stream()
            .filter(e -> e.flops() > 0)
            .min(Comparator.comparingDouble(e -> difference(wanted, e.params())));
    double perSecond = counted.map(e -> e.flops() / e.seconds()).orElse(Double.NaN);
    OptionalDouble seconds = told.seconds(params);
    if (seconds.isPresent()) {
      double s = seconds.getAsDouble();
      return new Cost(s, s * perSecond, From.RECIPE);
    }
    OptionalDouble flops = told.flops(params);
    if (flops.isPresent()) {
      return new Cost(flops.getAsDouble() / perSecond, flops.getAsDouble(), From.RECIPE);
    }
    return nearest
        .map(e -> scaled(wanted, e))
        .orElseGet(() -> new Cost(Double.NaN, Double.NaN, From.NOTHING));
  }

  private static Cost scaled(Map<String, JsonNode> wanted, Earlier nearest) {
    double steps = steps(wanted);
    double then = steps(nearest.params());
    boolean known = steps > 0 && then > 0;
    double scale = known ? steps / then : 1;
    return new Cost(
        nearest.seconds() * scale, nearest.flops() * scale, known ? From.STEPS : From.RUN);
  }

  private static double steps(Map<String, JsonNode> params) {
    @Nullable JsonNode steps = params.get(STEPS);
    return steps == null ? Double.NaN : steps.doubleValue(Double.NaN);
  }

  /**
   * How much params differ: the logarithm of the ratio of numbers above 0, 1 for what differs
   * otherwise. Of those that are given only: a run has the recipe's defaults too.
   */
  private static double difference(Map<String, JsonNode> wanted, Map<String, JsonNode> there) {
    double sum = 0;
    for (Map.Entry<String, JsonNode> param : wanted.entrySet()) {
      JsonNode a = param.getValue();
      @Nullable JsonNode b = there.get(param.getKey());
      if (param.getKey().equals(STEPS)) {
        continue; // the cost is scaled by these
      }
      if (b == null) {
        sum += 1;
      } else if (a.isNumber() && b.isNumber() && a.doubleValue() > 0 && b.doubleValue() > 0) {
        sum += Math.abs(Math.log(a.doubleValue() / b.doubleValue()));
      } else {
        sum += Params.text(a).equals(Params.text(b)) ? 0 : 1;
      }
    }
    return sum;
  }

  private List<Earlier> earlier(String recipe) {
    List<RunId> ids = jobs.finished(recipe, MOST_RUNS);
    Map<RunId, Map<String, MetricSummary>> counted = series.latest(ids, List.of(Results.FLOPS));
    List<Earlier> earlier = new ArrayList<>();
    for (Run run : runs.all(ids)) {
      run.duration(clock.instant())
          .ifPresent(
              took -> {
                @Nullable MetricSummary flops =
                    counted.getOrDefault(run.id(), Map.of()).get(Results.FLOPS);
                earlier.add(
                    new Earlier(
                        run.params().values(),
                        Durations.seconds(took),
                        flops == null ? Double.NaN : flops.lastValue()));
              });
    }
    return earlier;
  }
}

package dev.assay.sweeps;

import static dev.assay.schema.Tables.JOB;

import dev.assay.jobs.JobStatus;
import dev.assay.runs.Params;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import dev.assay.search.Configuration;
import dev.assay.search.PrunerSpec;
import dev.assay.search.SamplerKind;
import dev.assay.series.MetricSummary;
import dev.assay.series.Series;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Tells what a sweep will take from what earlier runs of its recipe took. Of each configuration the
 * earlier run counts whose params differ least; where both say for how many steps they train, its
 * time and operations are scaled by these. What no run tells stays unknown.
 */
@Component
class Estimates {
  private static final int SAMPLED = 50;
  private static final int MOST_RUNS = 100;

  /** Where the recipes here have the number of their steps. */
  private static final String STEPS = "training.steps";

  private final DSLContext db;
  private final Runs runs;
  private final Series series;
  private final Clock clock;

  Estimates(DSLContext db, Runs runs, Series series, Clock clock) {
    this.db = db;
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

  /**
   * @param scaled whether the steps were known, to scale by
   */
  private record Cost(double seconds, double flops, boolean scaled) {}

  Estimate of(SweepSpec spec) {
    List<String> notes = new ArrayList<>();
    Optional<Integer> trials = trials(spec, notes);
    List<Earlier> earlier = spec.recipe() == null ? List.of() : earlier(spec.recipe());
    if (earlier.isEmpty()) {
      notes.add(
          spec.recipe() == null
              ? "the trials run outside: nothing is known of what they take"
              : "no run of recipe " + spec.recipe() + " has finished yet: nothing is known");
      return new Estimate(trials.orElse(null), null, null, null, notes);
    }
    List<Cost> costs =
        Sweeps.sampled(spec, SAMPLED).stream().map(c -> cost(spec, c, earlier)).toList();
    notes.add(
        "from the last %d finished runs of recipe %s: for each of %d sampled configurations the run whose params differ least"
            .formatted(earlier.size(), spec.recipe(), costs.size()));
    notes.add(
        costs.stream().allMatch(Cost::scaled)
            ? "time and operations are scaled by " + STEPS
            : "not scaled by steps, for not all say %s; sizes of models are not scaled by"
                .formatted(STEPS));
    if (!(spec.pruner() instanceof PrunerSpec.None)) {
      notes.add("trials that are pruned take less");
    }
    return scaled(spec, trials, costs, notes);
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

  private static Estimate scaled(
      SweepSpec spec, Optional<Integer> trials, List<Cost> costs, List<String> notes) {
    double seconds = costs.stream().mapToDouble(Cost::seconds).average().orElse(Double.NaN);
    double flops =
        costs.stream()
            .mapToDouble(Cost::flops)
            .filter(f -> !Double.isNaN(f))
            .average()
            .orElse(Double.NaN);
    if (Double.isNaN(flops)) {
      notes.add("no run has recorded its operations");
    }
    if (trials.isEmpty()) {
      notes.add("the number of trials is bounded by the budget of time or operations only");
      return new Estimate(null, spec.budget().time(), null, spec.budget().flops(), notes);
    }
    double runs = (double) trials.get() * spec.repeats();
    Duration time = Durations.ofSeconds(seconds * runs);
    // the last round of trials may be a partial one, which takes as long
    double rounds = Math.ceil((double) trials.get() / spec.parallel());
    // a trial's repeats are queued together; with an agent for each they take as long as one
    Duration elapsed = Durations.ofSeconds(seconds * rounds);
    notes.add(
        "elapsed: with an agent for each of the %d runs at a time"
            .formatted(spec.parallel() * spec.repeats()));
    return new Estimate(
        trials.get(), time, elapsed, Double.isNaN(flops) ? null : flops * runs, notes);
  }

  private Cost cost(SweepSpec spec, Configuration configuration, List<Earlier> earlier) {
    Map<String, JsonNode> wanted = SweepLoop.params(spec, configuration, 0).values();
    Earlier nearest =
        earlier.stream()
            .min(Comparator.comparingDouble(e -> difference(wanted, e.params())))
            .orElseThrow();
    double steps = steps(wanted);
    double then = steps(nearest.params());
    boolean known = steps > 0 && then > 0;
    double scale = known ? steps / then : 1;
    return new Cost(nearest.seconds() * scale, nearest.flops() * scale, known);
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
    List<RunId> ids =
        db.select(JOB.RUN_ID)
            .from(JOB)
            .where(JOB.RECIPE.eq(recipe))
            .and(JOB.STATUS.eq(JobStatus.FINISHED.name()))
            .orderBy(JOB.ID.desc())
            .limit(MOST_RUNS)
            .fetch(r -> new RunId(r.value1()));
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

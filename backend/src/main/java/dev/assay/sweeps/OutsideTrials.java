package dev.assay.sweeps;

import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import dev.assay.problem.Rules;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import dev.assay.search.Configuration;
import dev.assay.search.Direction;
import dev.assay.search.LearningCurve;
import dev.assay.search.PrunerSpec;
import dev.assay.search.Suggestion;
import dev.assay.sweeps.SweepLoop.Tries;
import dev.assay.sweeps.SweepStore.Row;
import dev.assay.sweeps.SweepStore.TrialRow;
import dev.assay.team.UserId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Trials of which a part is done outside: programs that try what a sampler here suggests, and
 * optimisers that suggest what agents here try.
 */
@Service
public class OutsideTrials {
  private static final int LONGEST_FAILURE = 1000;

  private final SweepStore store;
  private final SweepLoop loop;
  private final Results results;
  private final Runs runs;
  private final TransactionTemplate transaction;

  OutsideTrials(
      SweepStore store,
      SweepLoop loop,
      Results results,
      Runs runs,
      TransactionTemplate transaction) {
    this.store = store;
    this.loop = loop;
    this.results = results;
    this.runs = runs;
    this.transaction = transaction;
  }

  /**
   * The next configuration, for a program outside to try.
   *
   * @param withRun whether a run is made that records it, which the program is to finish
   * @throws Problem.Conflict when the sweep does not run, its budget is spent, nothing is left to
   *     try, as many trials run as are wanted, or its agents try everything
   */
  public Trial ask(SweepId id, boolean withRun, UserId by) {
    return Objects.requireNonNull(
        transaction.execute(
            _ -> {
              Row sweep = open(id);
              if (sweep.spec().recipe() != null) {
                throw new Problem.Conflict(
                    "sweep %s has a recipe: its agents try what it suggests"
                        .formatted(sweep.spec().name()));
              }
              return switch (SweepLoop.suggest(room(sweep))) {
                case Suggestion.Next(Configuration configuration, String reason) ->
                    give(sweep, configuration, reason, withRun, by);
                case Suggestion.Exhausted(String reason) -> throw new Problem.Conflict(reason);
              };
            }));
  }

  private Trial give(
      Row sweep, Configuration configuration, String reason, boolean withRun, UserId by) {
    int number = store.counts(sweep.id()).all();
    loop.start(sweep, number, configuration, reason, Tries.OUTSIDE);
    if (withRun) {
      ExperimentId experiment = sweep.experiment();
      RunId run = runs.create(experiment, SweepLoop.run(sweep, number, configuration, 0), by).id();
      store.addRun(sweep.id(), number, 0, run);
    }
    return store.trial(sweep.id(), number).trial();
  }

  /**
   * A configuration that an optimiser outside has chosen, for the sweep's agents to try; without a
   * recipe, for the program itself.
   *
   * @throws Problem.Invalid when it is not of the space
   * @throws Problem.Conflict when the sweep does not run or its budget is spent
   */
  public Trial add(SweepId id, Configuration configuration) {
    return Objects.requireNonNull(
        transaction.execute(
            _ -> {
              Row sweep = open(id);
              List<Violation> wrong =
                  sweep.spec().space().violations("configuration", configuration);
              if (!wrong.isEmpty()) {
                Violation first = wrong.getFirst();
                throw new Problem.Invalid(
                    "%s is %s: %s".formatted(first.field(), first.value(), first.rule()), wrong);
              }
              int number = room(sweep).trials().size();
              Tries who = sweep.spec().recipe() == null ? Tries.OUTSIDE : Tries.AN_AGENT;
              loop.start(sweep, number, configuration, "chosen outside", who);
              return store.trial(id, number).trial();
            }));
  }

  private Row open(SweepId id) {
    Row sweep = store.lock(id);
    if (sweep.status() != SweepStatus.RUNNING) {
      throw new Problem.Conflict(
          "sweep %s is %s%s"
              .formatted(
                  sweep.spec().name(),
                  sweep.status().name().toLowerCase(Locale.ROOT),
                  sweep.reason() == null ? "" : ": " + sweep.reason()));
    }
    return sweep;
  }

  private Past room(Row sweep) {
    Past past = new Past(sweep, store.trials(sweep.id()));
    Optional<String> enough = past.enough(loop.spent(sweep, store.counts(sweep.id())));
    if (enough.isPresent()) {
      throw new Problem.Conflict(enough.get());
    }
    if (past.running() >= sweep.spec().parallel()) {
      throw new Problem.Conflict(
          "%d trials run, as many as the sweep has at a time".formatted(past.running()));
    }
    return past;
  }

  /**
   * What the pruner says.
   *
   * @param reason null where there is no pruner
   */
  public record Advice(boolean goOn, @Nullable String reason) {}

  /**
   * A program outside reports the first objective at a step.
   *
   * @throws Problem.Invalid when the step is not above the one before
   * @throws Problem.Conflict when an agent tries it
   */
  public Advice report(SweepId id, int number, long step, double value) {
    Advice advice =
        change(
            id,
            number,
            (sweep, row) -> {
              if (!row.isRunning()) {
                return new Advice(false, row.trial().ended());
              }
              LearningCurve curve = with(row.curve(), step, value);
              store.keep(id, Stretches.thin(curve, sweep.spec().pruner(), first(sweep)));
              if (sweep.spec().pruner() instanceof PrunerSpec.None) {
                return new Advice(true, null);
              }
              boolean on = loop.judge(sweep, row, curve, loop.others(id, number));
              return new Advice(on, on ? null : store.trial(id, number).trial().ended());
            });
    loop.settle(id);
    return advice;
  }

  private static Direction first(Row sweep) {
    return sweep.spec().objectives().getFirst().direction();
  }

  private static LearningCurve with(LearningCurve curve, long step, double value) {
    int n = curve.steps().length;
    if (step < 0 || (n > 0 && step <= curve.steps()[n - 1])) {
      throw new Problem.Invalid(
          "step",
          step,
          n == 0 ? "steps start at 0" : "it is above the one before, " + curve.steps()[n - 1]);
    }
    long[] steps = Arrays.copyOf(curve.steps(), n + 1);
    double[] values = Arrays.copyOf(curve.values(), n + 1);
    steps[n] = step;
    values[n] = value;
    return new LearningCurve(curve.trial(), steps, values);
  }

  /**
   * A program outside tells what came of a trial; told again it is answered like the first time.
   *
   * @param values of the objectives, in their order; null for what is no number
   * @throws Problem.Invalid when they are not as many as the objectives
   * @throws Problem.Conflict when it has ended otherwise, or an agent tries it
   */
  public Trial tell(SweepId id, int number, List<@Nullable Double> values) {
    List<Double> numbers =
        values.stream().map(v -> v != null && Double.isFinite(v) ? v : Double.NaN).toList();
    return end(
        id,
        number,
        TrialStatus.FINISHED,
        sweep -> {
          int objectives = sweep.spec().objectives().size();
          if (numbers.size() != objectives) {
            throw new Problem.Invalid(
                "values",
                numbers.size() + " values",
                "there is one for each of the %d objectives".formatted(objectives));
          }
          return numbers;
        },
        numbers.stream().anyMatch(v -> Double.isNaN(v))
            ? "told from outside; what is no number counts as bad"
            : "told from outside");
  }

  /** A program outside tells that a trial failed. */
  public Trial fail(SweepId id, int number, String failure) {
    String kept = Objects.requireNonNull(Rules.kept(failure, LONGEST_FAILURE));
    return end(
        id,
        number,
        TrialStatus.FAILED,
        sweep -> Results.notNumbers(sweep.spec()),
        "it failed outside: " + kept);
  }

  private Trial end(
      SweepId id,
      int number,
      TrialStatus status,
      Function<Row, List<Double>> values,
      String reason) {
    Trial trial =
        change(
            id,
            number,
            (sweep, row) -> {
              List<Double> of = values.apply(sweep);
              if (row.isRunning()) {
                loop.end(sweep, row, results.ended(status, of, reason, row));
              } else if (row.trial().status() != status || !row.trial().values().equals(of)) {
                throw new Problem.Conflict(
                    "trial %d has ended as %s: %s"
                        .formatted(
                            number,
                            row.trial().status().name().toLowerCase(Locale.ROOT),
                            row.trial().ended()));
              }
              return store.trial(id, number).trial();
            });
    loop.advance(id);
    return trial;
  }

  private interface Change<T> {
    T of(Row sweep, TrialRow row);
  }

  private <T> T change(SweepId id, int number, Change<T> how) {
    return Objects.requireNonNull(
        transaction.execute(
            _ -> {
              Row sweep = store.lock(id);
              TrialRow row = store.trial(id, number);
              if (!row.outside()) {
                throw new Problem.Conflict(
                    "trial %d is tried by an agent, which tells of it itself".formatted(number));
              }
              return how.of(sweep, row);
            }));
  }
}

package dev.assay.ui.sweeps;

import dev.assay.runs.Experiment;
import dev.assay.sweeps.Budget;
import dev.assay.sweeps.Objective;
import dev.assay.sweeps.Spent;
import dev.assay.sweeps.Sweep;
import dev.assay.sweeps.SweepStatus;
import dev.assay.sweeps.Trial;
import dev.assay.sweeps.TrialStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * A sweep with its trials.
 *
 * @param trials by number; no more than {@link SweepReader#MOST_TRIALS}
 */
record SweepState(Sweep sweep, Experiment experiment, List<Trial> trials) {
  SweepState {
    trials = List.copyOf(trials);
  }

  Objective objective() {
    return sweep.spec().objectives().getFirst();
  }

  boolean isOver() {
    return switch (sweep.status()) {
      case RUNNING, PAUSED -> false;
      case FINISHED, STOPPED -> true;
    };
  }

  /** What has to be read anew when it differs: everything else follows from it. */
  record Course(SweepStatus status, int trials, int running, int failed, int pruned) {}

  Course course() {
    return course(sweep);
  }

  static Course course(Sweep sweep) {
    return new Course(
        sweep.status(), sweep.spent().trials(), sweep.running(), sweep.failed(), sweep.pruned());
  }

  /** How much of the budget is spent, of that which is spent most; empty without a budget. */
  OptionalDouble share() {
    Budget budget = sweep.spec().budget();
    Spent spent = sweep.spent();
    return DoubleStream.of(
            share(spent.trials() - sweep.running(), budget.trials()),
            share(seconds(spent.time()), budget.time() == null ? null : seconds(budget.time())),
            share(spent.flops(), budget.flops()))
        .filter(share -> !Double.isNaN(share))
        .max();
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1000.0;
  }

  /** Between 0 and 1; NaN where nothing bounds it. */
  static double share(double spent, @Nullable Number of) {
    return of == null || of.doubleValue() <= 0
        ? Double.NaN
        : Math.clamp(spent / of.doubleValue(), 0, 1);
  }

  /** Until the budget is spent, if it goes on as it went; empty when that cannot be told. */
  Optional<Duration> timeLeft(Instant now) {
    double share = share().orElse(0);
    if (sweep.status() != SweepStatus.RUNNING || share <= 0 || share >= 1) {
      return Optional.empty();
    }
    double millis = Duration.between(sweep.createdAt(), now).toMillis();
    return Optional.of(Duration.ofMillis((long) (millis * (1 - share) / share)));
  }

  /** The trials that have told a value of the first objective. */
  List<Trial> measured() {
    return trials.stream().filter(SweepState::isMeasured).toList();
  }

  static boolean isMeasured(Trial trial) {
    return !trial.values().isEmpty() && Double.isFinite(trial.values().getFirst());
  }

  /** Whether a value counts for what is the best so far. */
  static boolean counts(Trial trial) {
    return isMeasured(trial)
        && (trial.status() == TrialStatus.FINISHED || trial.status() == TrialStatus.PRUNED);
  }
}

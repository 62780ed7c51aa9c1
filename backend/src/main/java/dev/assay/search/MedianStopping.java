package dev.assay.search;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The median stopping rule of Golovin et al., "Google Vizier" (2017), section 3.2.2, in Optuna's
 * form: what is compared is the trial's best value so far with the median of the others' values at
 * that step, rather than averages of all before.
 *
 * <p>A trial is looked at once in an interval, at the first step that it reports there.
 */
record MedianStopping(PrunerSpec.Median spec) implements Pruner {
  @Override
  public Verdict judge(LearningCurve trial, List<LearningCurve> others, Direction direction) {
    long last = trial.lastStep();
    if (last < spec.warmupSteps()) {
      return new Verdict.GoOn("before step %d none is pruned".formatted(spec.warmupSteps()));
    }
    long interval = (last - spec.warmupSteps()) / spec.interval();
    int at = trial.reaching(spec.warmupSteps() + interval * spec.interval()).orElseThrow();
    long step = trial.steps()[at];
    double[] reference =
        others.stream()
            .map(other -> valueAt(other, step))
            .flatMapToDouble(OptionalDouble::stream)
            .toArray();
    if (reference.length < spec.startupTrials()) {
      return new Verdict.GoOn(
          "%d of %d start-up trials have come to step %d"
              .formatted(reference.length, spec.startupTrials(), step));
    }
    return judge(best(trial, at, direction), median(reference), step, reference.length, direction);
  }

  private static Verdict judge(double best, double median, long step, int of, Direction direction) {
    int digits = Digits.apart(best, median);
    String what =
        "%s the median %s of %d trials"
            .formatted(
                direction.isBetter(median, best) ? "worse than" : "no worse than",
                Digits.of(median, digits),
                of);
    return direction.isBetter(median, best)
        ? new Verdict.Prune(
            PruneReason.BELOW_MEDIAN,
            OptionalInt.empty(),
            step,
            best,
            median,
            "pruned at step %d: %s is %s".formatted(step, Digits.of(best, digits), what))
        : new Verdict.GoOn("step %d: %s is %s".formatted(step, Digits.of(best, digits), what));
  }

  private static double best(LearningCurve trial, int at, Direction direction) {
    double best = Double.NaN;
    for (int i = 0; i <= at; i++) {
      best = direction.better(trial.values()[i], best);
    }
    return best;
  }

  /**
   * The value at that step, or the last before it; empty where it has not come so far, or is NaN.
   */
  private static OptionalDouble valueAt(LearningCurve other, long step) {
    if (other.lastStep() < step || other.steps()[0] > step) {
      return OptionalDouble.empty();
    }
    int reaching = other.reaching(step).orElseThrow();
    int at = other.steps()[reaching] == step ? reaching : reaching - 1;
    double value = other.values()[at];
    return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : sorted[middle - 1] / 2 + sorted[middle] / 2; // the sum may be infinite
  }
}

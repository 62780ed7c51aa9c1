package dev.assay.search;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Asynchronous successive halving in the form that stops: Li et al., "A System for Massively
 * Parallel Hyperparameter Tuning" (2018), algorithm 2, where promotion to the next rung is decided
 * by going on or not, as in Optuna. Of n trials that have reached a rung the best ⌊n/η⌋ go on, at
 * least one.
 *
 * <p>A trial is compared at the highest rung that it has reached, by the first value that it
 * reported there. It stays in question until the next rung: those that come to a rung later can
 * still end one that is no longer among the best, so that it does not matter who came first.
 *
 * @param first steps of the first rung
 * @param prefix of what is said of its trials
 */
record Halving(long first, long maxSteps, int reduction, String prefix) implements Pruner {

  static Halving of(PrunerSpec.Asha asha) {
    return new Halving(asha.minSteps(), asha.maxSteps(), asha.reduction(), "");
  }

  @Override
  public Verdict judge(LearningCurve trial, List<LearningCurve> others, Direction direction) {
    int rung = highestRung(trial.lastStep());
    if (rung < 0) {
      return new Verdict.GoOn("%sbefore rung 0, which is at step %d".formatted(prefix, first));
    }
    long at = steps(rung);
    double value = trial.firstFrom(at).orElseThrow();
    double[] values =
        others.stream()
            .map(other -> other.firstFrom(at))
            .flatMapToDouble(OptionalDouble::stream)
            .toArray();
    double bound = bound(value, values, direction);
    return verdict(rung, at, value, bound, values.length + 1, direction);
  }

  private Verdict verdict(
      int rung, long step, double value, double bound, int of, Direction direction) {
    int digits = Digits.apart(value, bound);
    if (!direction.isBetter(bound, value)) {
      return new Verdict.GoOn(
          "%srung %d (step %d): %s is among the best %s %% of %d"
              .formatted(prefix, rung, step, Digits.of(value), percent(1.0 / reduction), of));
    }
    double quantile = direction == Direction.MINIMIZE ? 1.0 / reduction : 1 - 1.0 / reduction;
    return new Verdict.Prune(
        PruneReason.BELOW_RUNG_QUANTILE,
        OptionalInt.of(rung),
        step,
        value,
        bound,
        "%spruned at rung %d: %s is worse than the %s %% quantile %s"
            .formatted(
                prefix,
                rung,
                Digits.of(value, digits),
                percent(quantile),
                Digits.of(bound, digits)));
  }

  /** The value of the last that goes on, when this one is counted with the others. */
  private double bound(double value, double[] others, Direction direction) {
    double[] all = Arrays.copyOf(others, others.length + 1);
    all[others.length] = value;
    double sign = direction.sign();
    double[] costs = Arrays.stream(all).map(x -> sign * x).sorted().toArray(); // NaN comes last
    return sign * costs[Math.max(all.length / reduction, 1) - 1];
  }

  /** The highest rung at or below a step; -1 before the first. The end of a trial is no rung. */
  private int highestRung(long step) {
    int rung = -1;
    while (steps(rung + 1) <= step && steps(rung + 1) < maxSteps) {
      rung++;
    }
    return rung;
  }

  private long steps(int rung) {
    double steps = first * Math.pow(reduction, rung);
    return steps < maxSteps ? (long) steps : Long.MAX_VALUE;
  }

  private static String percent(double fraction) {
    return Digits.of(Math.round(fraction * 1000) / 10.0);
  }
}

package dev.assay.sweeps;

import dev.assay.search.Direction;
import dev.assay.search.LearningCurve;
import dev.assay.search.PrunerSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The stretches between the steps at which a pruner looks at trials. Of a series of any length a
 * pruner needs to know, for each stretch, the first point, the best and the last, and the first one
 * that is not a number.
 */
final class Stretches {
  static final int MOST_KEPT = 1000;

  private Stretches() {}

  /** Ascending with the step; the same for all steps between two looks. */
  static int of(PrunerSpec pruner, long step) {
    return switch (pruner) {
      case PrunerSpec.None _ -> 0;
      case PrunerSpec.Median(_, long warmupSteps, long interval) ->
          step < warmupSteps
              ? -1
              : (int) Math.min(Integer.MAX_VALUE, (step - warmupSteps) / interval);
      case PrunerSpec.Asha(long minSteps, _, int reduction) -> rung(minSteps, reduction, step);
      case PrunerSpec.Hyperband(long minSteps, _, int reduction) -> rung(minSteps, reduction, step);
    };
  }

  /** The greatest k with minSteps · reduction^k ≤ step; -1 when there is none. */
  private static int rung(long minSteps, int reduction, long step) {
    int rung = -1;
    for (long at = minSteps; at <= step; at = Math.multiplyExact(at, reduction)) {
      rung++;
      if (at > Long.MAX_VALUE / reduction) {
        break;
      }
    }
    return rung;
  }

  /**
   * What is worth keeping of a curve. Doing it twice, or part by part, changes nothing; but of a
   * pruner that looks at more than some hundred steps no more than {@value #MOST_KEPT} points are
   * kept, and it then looks at the nearest before.
   */
  static LearningCurve thin(LearningCurve curve, PrunerSpec pruner, Direction direction) {
    LearningCurve thinned = byStretch(curve, pruner, direction);
    return thinned.steps().length > MOST_KEPT
            && pruner instanceof PrunerSpec.Median(int trials, long warmup, long interval)
            && interval <= Long.MAX_VALUE / 2
        ? thin(thinned, new PrunerSpec.Median(trials, warmup, 2 * interval), direction)
        : thinned;
  }

  private static LearningCurve byStretch(
      LearningCurve curve, PrunerSpec pruner, Direction direction) {
    List<Integer> kept = new ArrayList<>();
    int n = curve.steps().length;
    for (int from = 0; from < n; ) {
      int stretch = of(pruner, curve.steps()[from]);
      int to = from + 1;
      while (to < n && of(pruner, curve.steps()[to]) == stretch) {
        to++;
      }
      keep(curve.values(), from, to, direction, kept);
      from = to;
    }
    return new LearningCurve(
        curve.trial(),
        kept.stream().mapToLong(i -> curve.steps()[i]).toArray(),
        kept.stream().mapToDouble(i -> curve.values()[i]).toArray());
  }

  private static void keep(
      double[] values, int from, int to, Direction direction, List<Integer> kept) {
    int best = from;
    int notANumber = -1;
    for (int i = from; i < to; i++) {
      if (Double.isNaN(values[i])) {
        notANumber = notANumber < 0 ? i : notANumber;
      } else if (direction.isBetter(values[i], values[best])) {
        best = i;
      }
    }
    for (int i = from; i < to; i++) {
      if (i == from || i == best || i == notANumber || i == to - 1) {
        kept.add(i);
      }
    }
  }
}

package dev.assay.ui.sweeps;

import dev.assay.search.Direction;
import dev.assay.search.LearningCurve;
import dev.assay.search.PrunerSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** How many trials reached which rung, and what came of them there. */
final class Rungs {
  private static final int MOST = 64;

  /** The steps of the rungs, and which share goes on from each. */
  private record Ladder(long first, long last, int reduction) {
    List<Long> steps() {
      List<Long> steps = new ArrayList<>();
      for (double at = first; at < last && steps.size() < MOST; at *= reduction) {
        steps.add((long) at);
      }
      return steps;
    }
  }

  /**
   * One rung.
   *
   * @param step at which trials are judged
   * @param reached how many came so far
   * @param bound of their values there, what the share that goes on ends with; NaN without any
   * @param pruned numbers of the trials that ended here
   */
  record Rung(int number, long step, int reached, double bound, List<Integer> pruned) {}

  private Rungs() {}

  /** Whether a pruner judges at rungs. */
  static boolean has(PrunerSpec pruner) {
    return switch (pruner) {
      case PrunerSpec.None _, PrunerSpec.Median _ -> false;
      case PrunerSpec.Asha _, PrunerSpec.Hyperband _ -> true;
    };
  }

  /**
   * From the first rung up.
   *
   * @param pruned numbers of the trials that were pruned
   */
  static List<Rung> of(
      PrunerSpec pruner, Direction direction, List<LearningCurve> curves, List<Integer> pruned) {
    return switch (pruner) {
      case PrunerSpec.None _, PrunerSpec.Median _ -> List.of();
      case PrunerSpec.Asha(long first, long last, int reduction) ->
          rungs(new Ladder(first, last, reduction), direction, curves, pruned);
      case PrunerSpec.Hyperband(long first, long last, int reduction) ->
          rungs(new Ladder(first, last, reduction), direction, curves, pruned);
    };
  }

  private static List<Rung> rungs(
      Ladder ladder, Direction direction, List<LearningCurve> curves, List<Integer> pruned) {
    List<Long> steps = ladder.steps();
    Map<Integer, List<Integer>> endedAt = new TreeMap<>();
    for (LearningCurve curve : curves) {
      OptionalInt rung = highest(curve, steps);
      if (rung.isPresent() && pruned.contains(curve.trial())) {
        endedAt.computeIfAbsent(rung.getAsInt(), _ -> new ArrayList<>()).add(curve.trial());
      }
    }
    List<Rung> rungs = new ArrayList<>();
    for (int k = 0; k < steps.size(); k++) {
      double[] values = valuesAt(steps.get(k), curves);
      rungs.add(
          new Rung(
              k,
              steps.get(k),
              values.length,
              bound(values, ladder.reduction(), direction),
              endedAt.getOrDefault(k, List.of())));
    }
    return rungs;
  }

  private static OptionalInt highest(LearningCurve curve, List<Long> rungs) {
    long[] steps = curve.steps();
    if (steps.length == 0) {
      return OptionalInt.empty();
    }
    int highest = -1;
    while (highest + 1 < rungs.size() && rungs.get(highest + 1) <= steps[steps.length - 1]) {
      highest++;
    }
    return highest < 0 ? OptionalInt.empty() : OptionalInt.of(highest);
  }

  /** The first value that each trial told at a step or after it. */
  private static double[] valuesAt(long step, List<LearningCurve> curves) {
    return curves.stream()
        .filter(c -> c.steps().length > 0 && c.steps()[c.steps().length - 1] >= step)
        .mapToDouble(
            c -> {
              int at = Arrays.binarySearch(c.steps(), step);
              return c.values()[at >= 0 ? at : -at - 1];
            })
        .toArray();
  }

  /** The worst of the best 1/reduction, one at least. */
  private static double bound(double[] values, int reduction, Direction direction) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double sign = direction == Direction.MINIMIZE ? 1 : -1;
    double[] costs = Arrays.stream(values).map(v -> sign * v).sorted().toArray(); // NaN comes last
    return sign * costs[Math.max(values.length / reduction, 1) - 1];
  }
}

package dev.assay.benchmark;

import dev.assay.search.Direction;
import dev.assay.search.LearningCurve;
import dev.assay.search.Pruner;
import dev.assay.search.PrunerSpec;
import dev.assay.search.Pruners;
import dev.assay.search.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Replays recorded learning curves in many orders, some of them at once, and lets a pruner end
 * trials: which share of all steps is trained, and whether the best trial is still found.
 */
final class SweepPruning {
  private static final int TRIALS = 100;
  private static final int STEPS = 81;
  private static final int FIRST = 9; // step at which a trial can end
  private static final int ORDERS = 25;
  private static final int PARALLEL = 4;
  private static final double GOAL_SHARE = 0.25;

  private SweepPruning() {}

  static void run() {
    List<LearningCurve> curves = SweepCurves.recorded(TRIALS, STEPS, 1);
    Figures.note(
        "%d recorded curves of %d steps, in %d orders, %d at once",
        TRIALS, STEPS, ORDERS, PARALLEL);
    double[] asha = medians("ASHA", new PrunerSpec.Asha(FIRST, STEPS, 3), curves);
    Figures.atMost("ASHA, share of all steps", asha[0], "", GOAL_SHARE);
    Figures.atLeast("ASHA, the best trial is the same (median)", asha[1], "", 1);
    medians("Hyperband", new PrunerSpec.Hyperband(FIRST, STEPS, 3), curves);
    medians("median stopping", new PrunerSpec.Median(5, FIRST, 1), curves);
  }

  /** Of the share of steps and of whether the best trial is the same, 1 or 0. */
  private static double[] medians(String name, PrunerSpec spec, List<LearningCurve> curves) {
    LearningCurve best = Collections.min(curves, Comparator.comparingDouble(SweepPruning::last));
    List<Double> shares = new ArrayList<>();
    List<Double> same = new ArrayList<>();
    double worse = 0;
    for (int seed = 0; seed < ORDERS; seed++) {
      List<LearningCurve> order = new ArrayList<>(curves);
      Collections.shuffle(order, new Random(seed));
      Replay replay = Replay.of(order, Pruners.of(spec));
      shares.add(replay.steps / (double) (TRIALS * STEPS));
      same.add(replay.best == last(best) ? 1.0 : 0.0);
      worse = Math.max(worse, replay.best - last(best));
    }
    Figures.note(
        "%s: %.1f %% of the steps, the same best trial in %.0f of %d orders, else worse by up to"
            + " %.3g (best %.3g)",
        name,
        100 * Figures.median(shares),
        same.stream().mapToDouble(x -> x).sum(),
        ORDERS,
        worse,
        last(best));
    return new double[] {Figures.median(shares), Figures.median(same)};
  }

  private static double last(LearningCurve curve) {
    double value = curve.values()[curve.values().length - 1];
    return Double.isFinite(value) ? value : Double.POSITIVE_INFINITY;
  }

  /**
   * @param steps that all trials made together
   * @param best last value of a trial that came to its end
   */
  private record Replay(long steps, double best) {

    /** Each of the running trials makes a step, in turns; where one ends the next begins. */
    static Replay of(List<LearningCurve> order, Pruner pruner) {
      SortedMap<Integer, LearningCurve> seen = new TreeMap<>();
      List<Integer> running = new ArrayList<>();
      int begun = 0;
      long steps = 0;
      double best = Double.POSITIVE_INFINITY;
      while (begun < order.size() || !running.isEmpty()) {
        while (running.size() < PARALLEL && begun < order.size()) {
          running.add(begun++);
        }
        for (int trial : List.copyOf(running)) {
          LearningCurve before = seen.get(trial);
          int length = before == null ? 1 : before.steps().length + 1;
          LearningCurve now = beginning(order.get(trial), trial, length);
          seen.put(trial, now);
          steps++;
          if (length == STEPS) {
            best = Math.min(best, last(now));
            running.remove((Integer) trial);
          } else if (pruner.judge(now, others(seen, trial), Direction.MINIMIZE)
              instanceof Verdict.Prune) {
            running.remove((Integer) trial);
          }
        }
      }
      return new Replay(steps, best);
    }

    private static LearningCurve beginning(LearningCurve curve, int trial, int length) {
      return new LearningCurve(
          trial, Arrays.copyOf(curve.steps(), length), Arrays.copyOf(curve.values(), length));
    }

    private static List<LearningCurve> others(SortedMap<Integer, LearningCurve> seen, int trial) {
      return seen.values().stream().filter(other -> other.trial() != trial).toList();
    }
  }
}

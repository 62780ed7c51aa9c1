package dev.assay.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Parts what was tried into the good and the others: the good are γ(n) = min(⌈n/10⌉, 25) of n ended
 * trials (Bergstra et al. 2011; the bound is Optuna's).
 *
 * <p>Of several objectives the order is that of NSGA-II (Deb et al. 2002): by the front that a
 * trial belongs to, within a front the more room there is around it the earlier. Trials with a
 * value that is not a finite number are never among the good.
 *
 * @param good in the order of their numbers
 * @param others likewise; the pending ones follow
 */
record TpeSplit(List<Configuration> good, List<Configuration> others) {
  private static final double SHARE = 0.1;
  private static final int MOST_GOOD = 25;

  /**
   * @param view outcomes whose best share is good in any case
   */
  static TpeSplit of(Tried tried, Predicate<Outcome> view) {
    List<Outcome> outcomes = tried.outcomes();
    Set<Outcome> isGood = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Outcome> ordered = Arrays.stream(order(tried)).map(outcomes::get).toList();
    isGood.addAll(best(ordered));
    isGood.addAll(best(ordered.stream().filter(view).toList()));
    List<Configuration> good = new ArrayList<>();
    List<Configuration> others = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      (isGood.contains(outcome) ? good : others).add(outcome.configuration());
    }
    others.addAll(tried.pending());
    return new TpeSplit(good, others);
  }

  private static List<Outcome> best(List<Outcome> ordered) {
    int wanted = Math.min((int) Math.ceil(SHARE * ordered.size()), MOST_GOOD);
    return ordered.stream().limit(wanted).filter(Outcome::isFinite).toList();
  }

  /** Where the outcomes stand, from the best to the worst. */
  private static Integer[] order(Tried tried) {
    List<double[]> values = tried.outcomes().stream().map(Outcome::values).toList();
    Integer[] order = new Integer[values.size()];
    Arrays.setAll(order, i -> i);
    Comparator<Integer> finiteFirst =
        Comparator.comparing(i -> !tried.outcomes().get(i).isFinite());
    if (tried.directions().size() == 1) {
      double sign = tried.directions().getFirst().sign();
      Arrays.sort(order, finiteFirst.thenComparingDouble(i -> sign * values.get(i)[0]));
    } else {
      int[] ranks = Pareto.ranks(values, tried.directions());
      double[] room = room(values, ranks);
      Arrays.sort(
          order,
          finiteFirst
              .thenComparingInt((Integer i) -> ranks[i])
              .thenComparingDouble((Integer i) -> -room[i]));
    }
    return order;
  }

  /** The crowding distance of each within its front (Deb et al. 2002, section III.B). */
  private static double[] room(List<double[]> values, int[] ranks) {
    int n = values.size();
    double[] room = new double[n];
    Integer[] order = new Integer[n];
    Arrays.setAll(order, i -> i);
    int objectives = n == 0 ? 0 : values.getFirst().length;
    for (int objective = 0; objective < objectives; objective++) {
      int k = objective;
      Arrays.sort(
          order,
          Comparator.comparingInt((Integer i) -> ranks[i])
              .thenComparingDouble((Integer i) -> values.get(i)[k]));
      double span = values.get(order[n - 1])[k] - values.get(order[0])[k];
      for (int i = 0; i < n; i++) {
        boolean isFirst = i == 0 || ranks[order[i - 1]] != ranks[order[i]];
        boolean isLast = i == n - 1 || ranks[order[i + 1]] != ranks[order[i]];
        room[order[i]] +=
            isFirst || isLast
                ? Double.POSITIVE_INFINITY
                : (values.get(order[i + 1])[k] - values.get(order[i - 1])[k])
                    / Math.max(Math.abs(span), Double.MIN_NORMAL);
      }
    }
    return room;
  }
}

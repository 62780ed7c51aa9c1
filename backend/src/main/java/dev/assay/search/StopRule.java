package dev.assay.search;

import java.util.ArrayList;
import java.util.List;

/**
 * Ends a sweep that improves no more. The rule is patience, a heuristic; what speaks for it is the
 * theory of records (Rényi 1962): were the trials exchangeable, as those of a random search are,
 * one of the next k would be better than the best of n with probability k / (n + k), as each of
 * them is as likely to be the best of all. A sampler that learns improves more often, as long as it
 * learns.
 *
 * @param patience so many trials in a row that do not improve on those before end it, at least 1
 * @param least by how much a value has to be better for it to count, at least 0. Of several
 *     objectives, a trial improves when beside each one before it is so much better in some
 *     objective
 */
public record StopRule(int patience, double least) {
  public StopRule {
    Violations wrong = new Violations();
    wrong.addUnless(patience >= 1, "patience", patience, "it is at least 1");
    wrong.addUnless(least >= 0 && Double.isFinite(least), "least", least, "it is at least 0");
    wrong.throwIfAny();
  }

  /** Whether a sweep goes on. */
  public sealed interface Advice {
    /** For people. */
    String reason();

    record GoOn(String reason) implements Advice {}

    record Stop(String reason) implements Advice {}
  }

  /**
   * A pure function.
   *
   * @param outcomes of the trials that have ended, in the order of their numbers
   */
  public Advice judge(List<Direction> directions, List<Outcome> outcomes) {
    List<double[]> best = new ArrayList<>(); // none of them dominates another
    int inVain = 0;
    for (Outcome outcome : outcomes) {
      double[] values = outcome.values();
      if (best.stream().allMatch(before -> improves(values, before, directions))
          && !Pareto.hasNaN(values)) {
        best.removeIf(before -> Pareto.dominates(values, before, directions));
        best.add(values);
        inVain = 0;
      } else {
        inVain++;
      }
    }
    int n = outcomes.size();
    String reason =
        best.isEmpty()
            ? "none of %d trials has a value".formatted(n)
            : "%d of %d trials since the last improvement%s"
                .formatted(inVain, n, shown(best, directions));
    return inVain < patience
        ? new Advice.GoOn(reason)
        : new Advice.Stop(
            "%s: of random trials, the next %d would improve with probability %s"
                .formatted(reason, patience, Digits.of((double) patience / (n + patience), 2)));
  }

  private static String shown(List<double[]> best, List<Direction> directions) {
    return directions.size() == 1 ? " to %s".formatted(Digits.of(best.getFirst()[0])) : "";
  }

  private boolean improves(double[] values, double[] before, List<Direction> directions) {
    for (int k = 0; k < directions.size(); k++) {
      double margin = directions.get(k) == Direction.MINIMIZE ? least : -least;
      if (directions.get(k).isBetter(values[k] + margin, before[k])) {
        return true;
      }
    }
    return false;
  }
}

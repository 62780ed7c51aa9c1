package dev.assay.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Hyperband: Li et al. (2016), algorithm 1, with asynchronous halving inside each bracket. Bracket
 * b's first rung is at minSteps · η^b; the last bracket prunes nothing before its end. Trials are
 * compared within their bracket.
 *
 * <p>The brackets have trials in the proportions of the algorithm, (s_max + 1) η^s / (s + 1) with s
 * = s_max − b, so that each may take about the same number of steps.
 */
final class Brackets implements Pruner {
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

  private final double[] shares;
  private final List<Halving> halvings = new ArrayList<>();

  Brackets(PrunerSpec.Hyperband spec) {
    int eta = spec.reduction();
    int last =
        (int)
            Math.floor(Math.log((double) spec.maxSteps() / spec.minSteps()) / Math.log(eta) + 1e-9);
    for (int b = 0; b <= last; b++) {
      long first = Math.round(spec.minSteps() * Math.pow(eta, b));
      halvings.add(new Halving(first, spec.maxSteps(), eta, "bracket %d: ".formatted(b)));
    }
    double[] weights =
        IntStream.range(0, halvings.size())
            .map(b -> halvings.size() - 1 - b)
            .mapToDouble(s -> Math.pow(eta, s) / (s + 1))
            .toArray();
    double sum = Arrays.stream(weights).sum();
    this.shares = Arrays.stream(weights).map(weight -> weight / sum).toArray();
  }

  @Override
  public Verdict judge(LearningCurve trial, List<LearningCurve> others, Direction direction) {
    int bracket = bracket(trial.trial());
    List<LearningCurve> same =
        others.stream().filter(other -> bracket(other.trial()) == bracket).toList();
    return halvings.get(bracket).judge(trial, same, direction);
  }

  /**
   * The bracket of a trial. The multiples of the golden ratio spread evenly, so that every bracket
   * has its share of any stretch of trials.
   */
  int bracket(int trial) {
    double u = (trial * GOLDEN) % 1;
    int bracket = 0;
    for (double end = shares[0]; u >= end && bracket + 1 < shares.length; end += shares[bracket]) {
      bracket++;
    }
    return bracket;
  }

  /** Of all trials, by bracket. */
  double[] shares() {
    return shares.clone();
  }
}

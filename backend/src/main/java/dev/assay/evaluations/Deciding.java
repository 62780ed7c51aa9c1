package dev.assay.evaluations;

import dev.assay.evaluation.Binary;
import dev.assay.evaluation.Costs;
import dev.assay.evaluation.Thresholds;
import dev.assay.problem.Problem;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Decisions at thresholds. */
final class Deciding {
  private static final int MOST_THRESHOLDS = 1000;

  private Deciding() {}

  /**
   * Those that are asked for; 0.05 to 0.95 when there are none.
   *
   * @throws Problem.Invalid when one is no probability, or mistakes cost nothing
   */
  static double[] thresholds(List<Double> wish, Costs costs) {
    if (Double.isNaN(costs.bestThreshold())) {
      throw new Problem.Invalid(
          "falsePositive", costs.falsePositive(), "one of the costs is above 0");
    }
    if (wish.size() > MOST_THRESHOLDS) {
      throw new Problem.Invalid(
          "threshold", wish.size() + " thresholds", MOST_THRESHOLDS + " are possible");
    }
    for (double threshold : wish) {
      if (!(threshold >= 0 && threshold <= 1)) {
        throw new Problem.Invalid("threshold", threshold, "a number from 0 to 1 is expected");
      }
    }
    return wish.isEmpty()
        ? IntStream.range(1, 20).mapToDouble(i -> i / 20.0).toArray()
        : wish.stream().mapToDouble(t -> t).toArray();
  }

  static ThresholdTable of(
      Predictions rows, @Nullable String ofClass, double[] thresholds, Costs costs) {
    Binary chosen = ofClass == null ? rows.headline() : rows.ofClass(ofClass);
    double[] elkan = {costs.bestThreshold()};
    return new ThresholdTable(
        costs,
        Thresholds.table(chosen, thresholds, costs),
        Thresholds.cheapest(chosen, costs),
        Thresholds.table(chosen, elkan, costs).getFirst());
  }
}

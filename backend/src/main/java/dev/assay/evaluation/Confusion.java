package dev.assay.evaluation;

/** What a threshold called right and wrong, Σw each: counts where there are no weights. */
public record Confusion(
    double truePositive, double falsePositive, double falseNegative, double trueNegative) {

  public double total() {
    return truePositive + falsePositive + falseNegative + trueNegative;
  }

  public double accuracy() {
    return (truePositive + trueNegative) / total();
  }

  /** NaN where nothing was called positive. */
  public double precision() {
    return truePositive / (truePositive + falsePositive);
  }

  /** NaN where nothing is positive. */
  public double recall() {
    return truePositive / (truePositive + falseNegative);
  }

  /** NaN where nothing is negative. */
  public double falsePositiveRate() {
    return falsePositive / (falsePositive + trueNegative);
  }

  /** NaN where nothing is positive nor was called so. */
  public double f1() {
    return 2 * truePositive / (2 * truePositive + falsePositive + falseNegative);
  }

  /** In the unit of the costs, for each row. */
  public double meanCost(Costs costs) {
    return (costs.falsePositive() * falsePositive + costs.falseNegative() * falseNegative)
        / total();
  }
}

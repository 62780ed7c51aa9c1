package dev.assay.scaling;

import dev.assay.scaling.ParametricLaw.Optimum;

/** The best use of a budget, and how sure that is. */
public record BestUse(
    Optimum best, Interval params, Interval tokens, Interval tokensPerParam, Interval lossNats) {

  /**
   * What a larger budget gives.
   *
   * @param lossDropNats how much less the loss is
   */
  public record More(BestUse now, BestUse then, Interval lossDropNats) {}

  /**
   * A run beside the law.
   *
   * @param expected 95 % of runs of this size and these tokens
   */
  public record Position(Standing standing, double lossNats, Interval expected) {}
}

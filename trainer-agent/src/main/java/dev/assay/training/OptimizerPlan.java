package dev.assay.training;

/**
 * How gradients move parameters.
 *
 * @param kind which optimiser
 * @param weightDecay decoupled decay of matrices, 0 to 10
 * @param beta1 AdamW's decay of the first moment, 0 to below 1
 * @param beta2 AdamW's decay of the second moment, 0 to below 1
 * @param muonScale of {@link Kind#MUON}: its learning rate is the schedule's times this, above 0
 */
public record OptimizerPlan(
    Kind kind, double weightDecay, double beta1, double beta2, double muonScale) {

  /** Optimisers. */
  public enum Kind {
    ADAMW,
    /** {@link Muon} for the matrices of the blocks, AdamW for all else. */
    MUON
  }

  public OptimizerPlan {
    Rules.require(weightDecay >= 0 && weightDecay <= 10, "weightDecay", weightDecay, "0 to 10");
    Rules.require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "0 to below 1");
    Rules.require(beta2 >= 0 && beta2 < 1, "beta2", beta2, "0 to below 1");
    Rules.require(muonScale > 0, "muonScale", muonScale, "above 0");
  }

  public static OptimizerPlan adamW(double weightDecay, double beta1, double beta2) {
    return new OptimizerPlan(Kind.ADAMW, weightDecay, beta1, beta2, 1);
  }
}

package dev.assay.studies;

/** The answer that runs are to make surer. */
public sealed interface Target {
  /** The loss of a size. */
  record LossOf(double params, double tokens) implements Target {}

  /** The params that are best for a budget. */
  record BestParams(double flops) implements Target {}

  /** The least loss of a budget. */
  record BestLoss(double flops) implements Target {}
}

package dev.assay.training;

/** Is told how a training goes, on the training thread. */
public interface TrainingObserver {

  /**
   * A step that is reported.
   *
   * @param step from 1
   * @param lossNats mean over the step's batches, before the step
   * @param lr learning rate of the step
   * @param gradientNorm before clipping
   * @param tokens seen so far
   * @param tokensPerSecond since the last report, without evaluations
   * @param stepSeconds mean since the last report
   */
  record Step(
      int step,
      double lossNats,
      double lr,
      double gradientNorm,
      long tokens,
      double tokensPerSecond,
      double stepSeconds) {}

  void onStep(Step step) throws InterruptedException;

  /** Validation loss after {@code step} steps; before the first it is 0. */
  void onEvaluation(int step, double lossNats) throws InterruptedException;
}

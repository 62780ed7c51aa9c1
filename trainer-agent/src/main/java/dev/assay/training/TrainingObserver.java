package dev.assay.training;

import dev.assay.model.Phases.Phase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

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
   * @param phaseSeconds of a step, mean since the last report
   * @param share of the budget that is spent, 0 to 1
   * @param more about the model, by name
   */
  record Step(
      int step,
      double lossNats,
      double lr,
      double gradientNorm,
      long tokens,
      double tokensPerSecond,
      double stepSeconds,
      Map<Phase, Double> phaseSeconds,
      double share,
      Map<String, Double> more) {}

  void onStep(Step step) throws InterruptedException;

  /** Validation loss after {@code step} steps; before the first it is 0. */
  void onEvaluation(int step, double lossNats) throws InterruptedException;

  /**
   * A checkpoint is on the disk.
   *
   * @param best whether no evaluation before was better
   */
  default void onCheckpoint(int step, Path folder, boolean best)
      throws IOException, InterruptedException {}
}

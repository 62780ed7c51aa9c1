package dev.assay.training;

/**
 * How to train.
 *
 * @param steps optimiser steps, at least 1
 * @param batch sequences per forward pass, at least 1
 * @param accumulation forward and backward passes per step, at least 1
 * @param peakLr learning rate after the warm-up, above 0
 * @param minLr learning rate at the end, 0 to peakLr
 * @param warmupSteps steps of linear growth, 0 to steps
 * @param weightDecay AdamW's decoupled decay of matrices, at least 0
 * @param beta1 decay of the first moment, 0 to below 1
 * @param beta2 decay of the second moment, 0 to below 1
 * @param clipNorm largest global norm of the gradients, above 0
 * @param evaluateEvery steps between evaluations, at least 1
 * @param reportEvery steps between reports, at least 1
 */
public record TrainingPlan(
    int steps,
    int batch,
    int accumulation,
    double peakLr,
    double minLr,
    int warmupSteps,
    double weightDecay,
    double beta1,
    double beta2,
    double clipNorm,
    int evaluateEvery,
    int reportEvery) {

  public TrainingPlan {
    require(steps >= 1, "steps", steps, "at least 1");
    require(batch >= 1, "batch", batch, "at least 1");
    require(accumulation >= 1, "accumulation", accumulation, "at least 1");
    require(peakLr > 0 && peakLr < 1, "peakLr", peakLr, "above 0 and below 1");
    require(minLr >= 0 && minLr <= peakLr, "minLr", minLr, "0 to peakLr, " + peakLr);
    require(
        warmupSteps >= 0 && warmupSteps <= steps,
        "warmupSteps",
        warmupSteps,
        "0 to steps, " + steps);
    require(weightDecay >= 0 && weightDecay <= 10, "weightDecay", weightDecay, "0 to 10");
    require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "0 to below 1");
    require(beta2 >= 0 && beta2 < 1, "beta2", beta2, "0 to below 1");
    require(clipNorm > 0, "clipNorm", clipNorm, "above 0");
    require(evaluateEvery >= 1, "evaluateEvery", evaluateEvery, "at least 1");
    require(reportEvery >= 1, "reportEvery", reportEvery, "at least 1");
  }

  private static void require(boolean holds, String name, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is " + value + "; must be " + rule);
    }
  }
}

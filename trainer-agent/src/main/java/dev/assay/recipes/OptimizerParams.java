package dev.assay.recipes;

import dev.assay.params.Checked;
import dev.assay.params.Findings;
import dev.assay.params.Param;
import dev.assay.training.OptimizerPlan;
import dev.assay.training.Schedule;

/** How gradients move parameters, as params; see {@link OptimizerPlan} and {@link Schedule}. */
public record OptimizerParams(
    @Param("AdamW, or Muon for the matrices of the blocks and AdamW for the rest.")
        OptimizerPlan.Kind kind,
    @Param("How the learning rate falls after the warm-up.") Schedule.Shape schedule,
    @Param(value = "Learning rate after the warm-up.", above = 0, below = 1) double peakLr,
    @Param(value = "Learning rate at the end.", min = 0) double minLr,
    @Param(value = "Steps in which the learning rate grows from 0.", min = 0) int warmupSteps,
    @Param(value = "Share of the training in which a wsd schedule falls.", above = 0, max = 1)
        double decayShare,
    @Param(value = "Decoupled decay of matrices.", min = 0, max = 10) double weightDecay,
    @Param(value = "Decay of the mean of the gradients.", min = 0, below = 1) double beta1,
    @Param(value = "Decay of the mean of their squares.", min = 0, below = 1) double beta2,
    @Param(value = "Muon's learning rate is this many times that of AdamW.", above = 0)
        double muonScale,
    @Param(value = "Largest norm of the gradients of a step.", above = 0) double clipNorm)
    implements Checked {

  static OptimizerParams adamW(double peakLr, double minLr, int warmupSteps, double beta2) {
    return new OptimizerParams(
        OptimizerPlan.Kind.ADAMW,
        Schedule.Shape.COSINE,
        peakLr,
        minLr,
        warmupSteps,
        0.2,
        0.1,
        0.9,
        beta2,
        10,
        1.0);
  }

  @Override
  public void check(Findings findings) {
    findings.require(
        minLr <= peakLr, "minLr", minLr, "must be at most peakLr, " + peakLr, "peakLr");
  }

  Schedule scheduled() {
    return new Schedule(schedule, peakLr, minLr, warmupSteps, decayShare);
  }

  OptimizerPlan plan() {
    return new OptimizerPlan(kind, weightDecay, beta1, beta2, muonScale);
  }
}

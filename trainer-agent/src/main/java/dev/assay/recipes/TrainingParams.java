package dev.assay.recipes;

import dev.assay.model.ComputeDevice;
import dev.assay.model.Execution;
import dev.assay.params.Checked;
import dev.assay.params.Findings;
import dev.assay.params.Param;
import dev.assay.training.Budget;
import dev.assay.training.TrainingPlan;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long and where to train, and what is kept of it, as params; see {@link TrainingPlan}. */
public record TrainingParams(
    @Param(value = "Optimiser steps, when no other budget is given.", min = 1) int steps,
    @Param(value = "Budget in tokens, in place of steps.", min = 1) @Nullable Long tokens,
    @Param(value = "Budget in floating point operations, in place of steps.", above = 0)
        @Nullable Double flops,
    @Param(value = "Budget in minutes of training, in place of steps.", above = 0)
        @Nullable Double minutes,
    @Param(value = "Sequences per forward pass.", min = 1) int batch,
    @Param(value = "Forward and backward passes per step.", min = 1) int accumulation,
    @Param(
            value = "What computes; auto is CUDA where there is any, else the CPU.",
            choices = {"auto", "cpu", "cuda"})
        String device,
    @Param(
            value = "Devices to share a batch between; 0 is all GPUs, or one CPU.",
            min = 0,
            max = 64)
        int replicas,
    @Param("Numbers that matrices are multiplied in; weights stay in F32.")
        Execution.Precision precision,
    @Param("Whether activations are computed again in the backward pass, which saves memory.")
        boolean recompute,
    @Param(value = "Steps between checkpoints; 0 is one at the end.", min = 0) int checkpointEvery,
    @Param(value = "How many of the last checkpoints are kept, beside the best.", min = 1)
        int keepLast,
    @Param(value = "Evaluations without a better loss after which to end; 0 is not to.", min = 0)
        int patience,
    @Param(value = "By how many nats a loss must be lower to be better.", min = 0) double minDelta,
    @Param(value = "Steps between points of the training metrics.", min = 1) int reportEvery)
    implements Checked {

  static TrainingParams of(int steps, int batch, int checkpointEvery) {
    return new TrainingParams(
        steps,
        null,
        null,
        null,
        batch,
        1,
        "auto",
        0,
        Execution.Precision.F32,
        false,
        checkpointEvery,
        2,
        0,
        0,
        10);
  }

  @Override
  public void check(Findings findings) {
    findings.require(
        (tokens == null ? 0 : 1) + (flops == null ? 0 : 1) + (minutes == null ? 0 : 1) <= 1,
        "tokens",
        String.valueOf(tokens),
        "must be the only budget of tokens, flops and minutes",
        "flops",
        "minutes");
    findings.attempt(this::budget);
  }

  /** A training of so many steps must be longer than its warm-up. */
  void checkWarmUp(Findings findings, OptimizerParams optimizer) {
    boolean otherBudget = tokens != null || flops != null || minutes != null;
    findings.require(
        otherBudget || optimizer.warmupSteps() <= steps,
        "optimizer.warmupSteps",
        optimizer.warmupSteps(),
        "must be at most training.steps, " + steps,
        "training.steps");
  }

  /** Only a language model is shared between devices. */
  void checkOneDevice(Findings findings) {
    findings.require(
        replicas <= 1,
        "training.replicas",
        replicas,
        "must be 0 or 1: only pretraining shares batches between devices");
  }

  Budget budget() {
    if (tokens != null) {
      return new Budget.Tokens(tokens);
    }
    if (flops != null) {
      return new Budget.Flops(flops);
    }
    if (minutes != null) {
      return new Budget.Time(Duration.ofMillis(Math.round(minutes * 60_000)));
    }
    return new Budget.Steps(steps);
  }

  Execution execution() {
    return new Execution(ComputeDevice.select(device), precision, recompute);
  }

  TrainingPlan plan(OptimizerParams optimizer, int evaluateEvery, long seed) {
    return new TrainingPlan(
        budget(),
        accumulation,
        optimizer.scheduled(),
        optimizer.plan(),
        optimizer.clipNorm(),
        evaluateEvery,
        reportEvery,
        checkpointEvery,
        patience,
        minDelta,
        seed);
  }
}

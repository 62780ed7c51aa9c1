package dev.assay.training;

/**
 * How far a training is, beside its parameters and moments.
 *
 * @param seed of the plan
 * @param step optimiser steps done
 * @param tokens trained on
 * @param seconds spent on steps
 * @param bestLoss lowest validation loss in nats; infinite before the first
 * @param bestStep where that was
 * @param waited evaluations since then
 * @param evaluatedStep the step of the last evaluation; -1 before the first
 */
public record TrainingState(
    long seed,
    int step,
    long tokens,
    double seconds,
    double bestLoss,
    int bestStep,
    int waited,
    int evaluatedStep) {

  public TrainingState {
    Rules.require(step >= 0, "step", step, "at least 0");
    Rules.require(tokens >= 0, "tokens", tokens, "at least 0");
    Rules.require(
        seconds >= 0 && Double.isFinite(seconds), "seconds", seconds, "finite, at least 0");
    Rules.require(!Double.isNaN(bestLoss), "bestLoss", bestLoss, "a number");
    Rules.require(bestStep >= 0 && bestStep <= step, "bestStep", bestStep, "0 to step, " + step);
    Rules.require(waited >= 0, "waited", waited, "at least 0");
    Rules.require(
        evaluatedStep >= -1 && evaluatedStep <= step,
        "evaluatedStep",
        evaluatedStep,
        "-1 to step, " + step);
  }

  static TrainingState start(long seed) {
    return new TrainingState(seed, 0, 0, 0, Double.POSITIVE_INFINITY, 0, 0, -1);
  }

  TrainingState stepped(long moreTokens, double moreSeconds) {
    return new TrainingState(
        seed,
        step + 1,
        tokens + moreTokens,
        seconds + moreSeconds,
        bestLoss,
        bestStep,
        waited,
        evaluatedStep);
  }

  TrainingState evaluated(double loss, double minDelta) {
    return loss < bestLoss - minDelta || bestLoss == Double.POSITIVE_INFINITY
        ? new TrainingState(seed, step, tokens, seconds, loss, step, 0, step)
        : new TrainingState(seed, step, tokens, seconds, bestLoss, bestStep, waited + 1, step);
  }
}

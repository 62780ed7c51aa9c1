package dev.assay.training;

/**
 * How far a training is, beside its parameters and moments.
 *
 * @param step optimiser steps done
 * @param tokens trained on
 * @param seconds spent on steps
 * @param bestLoss lowest validation loss in nats; infinite before the first
 * @param bestStep where that was
 * @param waited evaluations since then
 * @param evaluatedStep the step of the last evaluation; -1 before the first
 */
public record TrainingState(
    int step,
    long tokens,
    double seconds,
    double bestLoss,
    int bestStep,
    int waited,
    int evaluatedStep) {

  static final TrainingState START = new TrainingState(0, 0, 0, Double.POSITIVE_INFINITY, 0, 0, -1);

  TrainingState stepped(long moreTokens, double moreSeconds) {
    return new TrainingState(
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
        ? new TrainingState(step, tokens, seconds, loss, step, 0, step)
        : new TrainingState(step, tokens, seconds, bestLoss, bestStep, waited + 1, step);
  }
}

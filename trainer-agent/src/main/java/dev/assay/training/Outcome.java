package dev.assay.training;

/** How a training ended. */
public sealed interface Outcome {

  /** Optimiser steps done. */
  int steps();

  /** The budget is spent. */
  record Completed(int steps) implements Outcome {}

  /** The validation loss no longer got better; the best was after {@code bestStep} steps. */
  record EarlyStopped(int steps, int bestStep, double bestLoss) implements Outcome {}

  /** A checkpoint is kept; another run goes on from there. */
  record Paused(int steps) implements Outcome {}

  record Stopped(int steps) implements Outcome {}

  /**
   * The loss, a gradient or a parameter is no number any more; nothing was kept of that.
   *
   * @param steps done before it was seen
   * @param suspect what to look at first
   */
  record Diverged(int steps, String suspect) implements Outcome {
    /** For the person. */
    public String message() {
      return "the loss is no longer a number after %d steps: %s; checkpoints before that are kept"
          .formatted(steps, suspect);
    }
  }
}

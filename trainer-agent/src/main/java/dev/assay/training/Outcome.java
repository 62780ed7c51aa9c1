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
   * The loss or a gradient is no number any more; the step was not taken.
   *
   * @param steps done before
   * @param suspect what to look at first
   */
  record Diverged(int steps, String suspect) implements Outcome {
    /** For the person. */
    public String message() {
      return "the loss is no longer a number at step %d: %s; the last good checkpoint is kept"
          .formatted(steps + 1, suspect);
    }
  }
}

package dev.assay.sweeps;

/** Where a trial is. */
public enum TrialStatus {
  /** Queued or running, or waited for when a program outside tries it. */
  RUNNING,
  FINISHED,
  /** Ended early because the pruner saw that it was not worth going on with. */
  PRUNED,
  FAILED,
  /** Ended because the sweep was stopped, or by somebody. */
  CANCELLED
}

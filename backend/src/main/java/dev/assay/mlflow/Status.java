package dev.assay.mlflow;

import dev.assay.runs.RunStatus;

/** MLflow's states of a run, in the order of their numbers, which begin at 1. */
enum Status {
  RUNNING,
  SCHEDULED,
  FINISHED,
  FAILED,
  KILLED;

  /** MLflow knows no lost and no paused runs: they may come back. */
  static Status of(RunStatus status) {
    return switch (status) {
      case QUEUED -> SCHEDULED;
      case RUNNING, PAUSED, LOST -> RUNNING;
      case FINISHED -> FINISHED;
      case FAILED -> FAILED;
      case KILLED -> KILLED;
    };
  }

  RunStatus status() {
    return switch (this) {
      case SCHEDULED -> RunStatus.QUEUED;
      case RUNNING -> RunStatus.RUNNING;
      case FINISHED -> RunStatus.FINISHED;
      case FAILED -> RunStatus.FAILED;
      case KILLED -> RunStatus.KILLED;
    };
  }
}

package dev.assay.jobs;

import dev.assay.runs.RunStatus;

/** How a job ends. */
enum Outcome {
  FINISHED,
  FAILED,
  KILLED;

  JobStatus jobStatus() {
    return switch (this) {
      case FINISHED -> JobStatus.FINISHED;
      case FAILED -> JobStatus.FAILED;
      case KILLED -> JobStatus.CANCELLED;
    };
  }

  RunStatus runStatus() {
    return switch (this) {
      case FINISHED -> RunStatus.FINISHED;
      case FAILED -> RunStatus.FAILED;
      case KILLED -> RunStatus.KILLED;
    };
  }

  static Outcome of(JobStatus ended) {
    return switch (ended) {
      case FINISHED -> FINISHED;
      case FAILED -> FAILED;
      case CANCELLED -> KILLED;
      case QUEUED, LEASED, PAUSED -> throw new IllegalArgumentException(ended + " is no end");
    };
  }

  static Outcome of(RunStatus ended) {
    return switch (ended) {
      case FINISHED -> FINISHED;
      case FAILED -> FAILED;
      case KILLED -> KILLED;
      case QUEUED, RUNNING, PAUSED, LOST ->
          throw new IllegalArgumentException(ended + " is no end");
    };
  }
}

package dev.assay.jobs;

/** What somebody wants of the agent that does a job. */
public enum Wish {
  GO_ON,
  /** Keep a checkpoint and hand the job back; another agent goes on with it. */
  HAND_BACK,
  /** Keep a checkpoint and hand the job back; it rests until it is resumed. */
  PAUSE,
  /** End the job. */
  STOP
}

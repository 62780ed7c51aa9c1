package dev.assay.agent;

/** The work on one leased job. */
interface JobRun {

  /** Does the job; returns once the server knows how it ended, or cannot be told. */
  void run() throws InterruptedException;

  /**
   * Lets the job keep a checkpoint and go back to the queue, which makes {@link #run} return soon.
   * May come before that; does not wait.
   */
  void handBack();
}

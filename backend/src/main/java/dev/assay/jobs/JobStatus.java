package dev.assay.jobs;

/**
 * Where a job is.
 *
 * <pre>
 * QUEUED ⇄ LEASED → FINISHED | FAILED | CANCELLED
 * </pre>
 *
 * A lease that expires or is released leads back to QUEUED.
 */
public enum JobStatus {
  QUEUED,
  LEASED,
  FINISHED,
  FAILED,
  CANCELLED
}

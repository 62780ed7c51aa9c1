package dev.assay.jobs;

/**
 * Where a job is.
 *
 * <pre>
 * QUEUED ⇄ LEASED → FINISHED | FAILED | CANCELLED
 *    ↑ ↘     ↓
 *    └─── PAUSED → CANCELLED
 * </pre>
 *
 * FAILED and CANCELLED lead back to QUEUED when somebody has the job retried. A lease that expires
 * or is released leads back to QUEUED, or to PAUSED when that is wanted.
 */
public enum JobStatus {
  QUEUED,
  LEASED,
  PAUSED,
  FINISHED,
  FAILED,
  CANCELLED
}

package dev.assay.jobs;

/**
 * Where a job is; {@link JobMachine} says how it gets there.
 *
 * <pre>
 * QUEUED ⇄ LEASED → FINISHED | FAILED | CANCELLED
 *    ↑ ↘     ↓
 *    └─── PAUSED → CANCELLED
 * </pre>
 */
public enum JobStatus {
  QUEUED,
  LEASED,
  PAUSED,
  FINISHED,
  FAILED,
  CANCELLED;

  public boolean hasEnded() {
    return switch (this) {
      case FINISHED, FAILED, CANCELLED -> true;
      case QUEUED, LEASED, PAUSED -> false;
    };
  }
}

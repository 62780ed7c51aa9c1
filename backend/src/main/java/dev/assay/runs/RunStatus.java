package dev.assay.runs;

/**
 * Where a run is in its life.
 *
 * <pre>
 * QUEUED → RUNNING → FINISHED | FAILED | KILLED
 *    ↑        ↕
 *    └────── LOST      (no heartbeat; RUNNING again when it returns, QUEUED when its job is given out anew)
 * </pre>
 *
 * Each that has not ended can become PAUSED, and from there QUEUED again or KILLED.
 */
public enum RunStatus {
  QUEUED,
  RUNNING,
  PAUSED,
  FINISHED,
  FAILED,
  KILLED,
  LOST;

  public boolean hasEnded() {
    return switch (this) {
      case QUEUED, RUNNING, PAUSED, LOST -> false;
      case FINISHED, FAILED, KILLED -> true;
    };
  }
}

package dev.assay.runs;

/**
 * Where a run is in its life.
 *
 * <pre>
 * QUEUED → RUNNING → FINISHED | FAILED | KILLED
 *    ↑        ↕
 *    └────── LOST      (no heartbeat; RUNNING again when it returns, QUEUED when its job is given out anew)
 * </pre>
 */
public enum RunStatus {
  QUEUED,
  RUNNING,
  FINISHED,
  FAILED,
  KILLED,
  LOST;

  public boolean hasEnded() {
    return switch (this) {
      case QUEUED, RUNNING, LOST -> false;
      case FINISHED, FAILED, KILLED -> true;
    };
  }
}

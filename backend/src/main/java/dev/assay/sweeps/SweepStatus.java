package dev.assay.sweeps;

/**
 * Where a sweep is.
 *
 * <pre>
 * RUNNING ⇄ PAUSED → STOPPED
 *    ↓                  ↑
 *    ├── FINISHED       │      (budget spent, nothing left to try, improvement improbable)
 *    └──────────────────┘
 * </pre>
 *
 * FINISHED and STOPPED lead back to RUNNING when somebody extends the budget.
 */
public enum SweepStatus {
  RUNNING,
  /** Nothing new is started; what runs goes on. */
  PAUSED,
  FINISHED,
  STOPPED
}

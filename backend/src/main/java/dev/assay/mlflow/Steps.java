package dev.assay.mlflow;

/**
 * How the steps at which a metric's points are kept are read by MLflow's clients.
 *
 * @param realFrom the first kept step that stands for a step of the client; those before it stand
 *     for step 0
 */
record Steps(long realFrom) {
  /** Every step is the client's. */
  static final Steps REAL = new Steps(1);

  /** The client's step. */
  long shown(long kept) {
    return kept < realFrom ? 0 : kept - realFrom + 1;
  }

  /** The first kept step that reads as the client's or a later one. */
  long firstKept(long shown) {
    return shown <= 0 ? 0 : saturated(shown);
  }

  /**
   * The last kept step that reads as the client's or an earlier one; negative when there is none.
   */
  long lastKept(long shown) {
    if (shown < 0) {
      return -1;
    }
    return shown == 0 ? realFrom - 1 : saturated(shown);
  }

  private long saturated(long shown) {
    long kept = shown - 1 + realFrom;
    return kept < 0 ? Long.MAX_VALUE : kept;
  }
}

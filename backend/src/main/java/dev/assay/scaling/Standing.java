package dev.assay.scaling;

/** Where a loss stands against the interval that the law gives for one run. */
public enum Standing {
  /** Lower, better than the law says. */
  BELOW,
  ON,
  /** Higher, worse than the law says. */
  ABOVE;

  static Standing of(double lossNats, Interval expected) {
    if (lossNats < expected.low()) {
      return BELOW;
    }
    return lossNats > expected.high() ? ABOVE : ON;
  }
}

package dev.assay.mlflow;

/**
 * A value of a metric as clients send and read it.
 *
 * @param timestamp milliseconds since 1970
 * @param step 0 when the client named none
 */
record Point(String key, double value, long timestamp, long step) {
  Point at(long otherStep) {
    return new Point(key, value, timestamp, otherStep);
  }

  /** Infinite values are read as the greatest finite ones: MLflow's databases know no others. */
  static double shown(double value) {
    return Double.isInfinite(value) ? Math.copySign(Double.MAX_VALUE, value) : value;
  }
}

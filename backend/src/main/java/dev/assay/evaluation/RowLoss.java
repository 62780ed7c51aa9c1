package dev.assay.evaluation;

/** What a row adds to a mean, by which slices are compared. */
public enum RowLoss {
  /** 1 where the decision at 0.5 is wrong. */
  ERROR,
  BRIER,
  /** In nats. */
  LOG_LOSS,
  /** p − y: above 0, the forecasts are too high. Its size is what is bad. */
  BIAS;

  /** Of all rows, by weight. */
  public double mean(Binary rows) {
    double sum = 0;
    double all = 0;
    for (int i = 0; i < rows.size(); i++) {
      sum += rows.weight(i) * of(rows.p[i], rows.y[i]);
      all += rows.weight(i);
    }
    return sum / all;
  }

  double of(double p, int y) {
    return switch (this) {
      case ERROR -> p >= Ranked.THRESHOLD == (y == 1) ? 0 : 1;
      case BRIER -> (p - y) * (p - y);
      case LOG_LOSS -> LogLoss.of(p, y);
      case BIAS -> p - y;
    };
  }
}

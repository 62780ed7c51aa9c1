package dev.assay.evaluation;

/**
 * Logits divided by T > 0, of least log-loss (Guo et al. 2017, section 4.2): softmax(ln p/T), or
 * σ(logit(p)/T). The order of the classes stays as it is.
 *
 * @param temperature above 1: the forecasts were too sure
 */
public record Temperature(double temperature) implements BinaryMap, MulticlassMap {
  public Temperature {
    if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw Logistic.unbounded();
    }
  }

  public static Temperature fit(Binary rows) {
    double[] t = new double[rows.size()];
    double[] logits = new double[rows.size()];
    for (int i = 0; i < t.length; i++) {
      t[i] = rows.y[i];
      logits[i] = LogLoss.logit(rows.p[i]);
    }
    double[] a = new Logistic(new double[][] {logits}, t, rows.w).fit(new double[] {1});
    return new Temperature(1 / a[0]);
  }

  public static Temperature fit(Multiclass rows) {
    double[] a = new Softmax.Scaled(rows).fit(new double[] {1});
    return new Temperature(1 / a[0]);
  }

  @Override
  public double apply(double p) {
    return LogLoss.sigmoid(LogLoss.logit(p) / temperature);
  }

  @Override
  public double[] apply(double[] p, int classes) {
    double[] z = Softmax.logits(p);
    for (int i = 0; i < z.length; i++) {
      z[i] /= temperature;
    }
    Softmax.ofRows(z, classes);
    return z;
  }
}

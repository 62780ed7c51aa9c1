package dev.assay.evaluation;

import java.util.Arrays;

/**
 * Beta calibration σ(a ln p − b ln(1 − p) + c), a and b not negative (Kull, Silva Filho and Flach
 * 2017, equation 4): where one comes out below 0 it is 0 and the others are fitted again.
 */
public record Beta(double a, double b, double c) implements BinaryMap {

  public static Beta fit(Binary rows) {
    int n = rows.size();
    double[] up = new double[n];
    double[] down = new double[n];
    double[] ones = new double[n];
    double[] t = new double[n];
    Arrays.fill(ones, 1);
    for (int i = 0; i < n; i++) {
      double p = LogLoss.clip(rows.p[i]);
      up[i] = Math.log(p);
      down[i] = -Math.log1p(-p);
      t[i] = rows.y[i];
    }
    double[] all = fit(rows, t, up, down, ones);
    if (all[0] < 0) {
      double[] less = fit(rows, t, down, ones);
      return less[0] < 0 ? constant(rows, t, ones) : new Beta(0, less[0], less[1]);
    }
    if (all[1] < 0) {
      double[] less = fit(rows, t, up, ones);
      return less[0] < 0 ? constant(rows, t, ones) : new Beta(less[0], 0, less[1]);
    }
    return new Beta(all[0], all[1], all[2]);
  }

  private static Beta constant(Binary rows, double[] t, double[] ones) {
    return new Beta(0, 0, fit(rows, t, ones)[0]);
  }

  private static double[] fit(Binary rows, double[] t, double[]... features) {
    return new Logistic(features, t, rows.w).fit(new double[features.length]);
  }

  @Override
  public double apply(double p) {
    double clipped = LogLoss.clip(p);
    return LogLoss.sigmoid(a * Math.log(clipped) - b * Math.log1p(-clipped) + c);
  }
}

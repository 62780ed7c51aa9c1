package dev.assay.evaluation;

import java.util.Arrays;

/**
 * σ(a logit(p) + b), of least log-loss against Platt's targets (n₊ + 1)/(n₊ + 2) and 1/(n₋ + 2)
 * (Platt 1999, section 2.2), n by weight.
 *
 * @param slope a
 * @param offset b
 */
public record Platt(double slope, double offset) implements BinaryMap {

  public static Platt fit(Binary rows) {
    double positive = 0;
    double all = 0;
    for (int i = 0; i < rows.size(); i++) {
      positive += rows.weight(i) * rows.y[i];
      all += rows.weight(i);
    }
    double[] t = new double[rows.size()];
    double[] logits = new double[t.length];
    double[] ones = new double[t.length];
    Arrays.fill(ones, 1);
    for (int i = 0; i < t.length; i++) {
      t[i] = rows.y[i] == 1 ? (positive + 1) / (positive + 2) : 1 / (all - positive + 2);
      logits[i] = LogLoss.logit(rows.p[i]);
    }
    double[] found =
        new Logistic(new double[][] {logits, ones}, t, rows.w).fit(new double[] {1, 0});
    return new Platt(found[0], found[1]);
  }

  @Override
  public double apply(double p) {
    return LogLoss.sigmoid(slope * LogLoss.logit(p) + offset);
  }
}

package dev.assay.evaluation;

import dev.assay.problem.Problem;
import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * AUROC with its standard error, and the difference of two on the same rows (DeLong, DeLong and
 * Clarke-Pearson 1988), from midranks (Sun and Xu 2014): O(n log n). Without weights.
 *
 * @param auroc in [0, 1]; NaN where there is one class only
 * @param standardError NaN where a class has fewer than two rows
 */
public record DeLong(double auroc, double standardError) {
  private static final NormalDistribution NORMAL = new NormalDistribution();

  /**
   * A paired test of AUROCs that are the same.
   *
   * @param difference one − other
   * @param z difference by its standard error; NaN where that is 0
   * @param p of two sides
   */
  public record Test(double difference, double standardError, double z, double p) {
    public Interval interval() {
      double half = quantile() * standardError;
      return new Interval(difference - half, difference, difference + half, Interval.LEVEL);
    }
  }

  public static DeLong of(Binary rows) {
    Placements placements = Placements.of(rows);
    return new DeLong(placements.auroc, Math.sqrt(placements.covariance(placements)));
  }

  /**
   * @param one of the same rows, in the same order, as other
   * @throws Problem.Invalid when labels differ
   */
  public static Test compare(Binary one, Binary other) {
    Pairing.check(one, other);
    Placements a = Placements.of(one);
    Placements b = Placements.of(other);
    double difference = a.auroc - b.auroc;
    double variance = a.covariance(a) + b.covariance(b) - 2 * a.covariance(b);
    double error = Math.sqrt(Math.max(0, variance));
    double z = error > 0 ? difference / error : Double.NaN;
    double p = 2 * NORMAL.cumulativeProbability(-Math.abs(z));
    return new Test(difference, error, z, Double.isNaN(z) ? Double.NaN : p);
  }

  /** On the scale of logits, so that it stays in [0, 1]; of an AUROC of 0 or 1 that point. */
  public Interval interval() {
    double slope = 1 / (auroc * (1 - auroc));
    double half = quantile() * standardError * slope;
    if (Double.isInfinite(slope)) {
      return new Interval(auroc, auroc, auroc, Interval.LEVEL);
    }
    double logit = Math.log(auroc / (1 - auroc));
    return new Interval(
        LogLoss.sigmoid(logit - half), auroc, LogLoss.sigmoid(logit + half), Interval.LEVEL);
  }

  private static double quantile() {
    return NORMAL.inverseCumulativeProbability((1 + Interval.LEVEL) / 2);
  }

  /** The share of the other class that each row is on the right side of; of equal ones half. */
  private record Placements(byte[] y, double[] of, double auroc, long positives) {
    static Placements of(Binary rows) {
      int n = rows.size();
      int[] order = RadixSort.order(rows.p);
      long positives = 0;
      for (byte label : rows.y) {
        positives += label;
      }
      long negatives = n - positives;
      double[] of = new double[n];
      double sum = 0;
      long positiveBelow = 0;
      for (int from = 0, end; from < n; from = end) {
        end = from;
        long positiveHere = 0;
        while (end < n && rows.p[order[end]] == rows.p[order[from]]) {
          positiveHere += rows.y[order[end++]];
        }
        double belowNegative = from - positiveBelow + (end - from - positiveHere) / 2.0;
        double abovePositive = positives - positiveBelow - positiveHere / 2.0;
        for (int i = from; i < end; i++) {
          boolean isPositive = rows.y[order[i]] == 1;
          of[order[i]] = isPositive ? belowNegative / negatives : abovePositive / positives;
          sum += isPositive ? of[order[i]] : 0;
        }
        positiveBelow += positiveHere;
      }
      double auroc = positives > 0 && negatives > 0 ? sum / positives : Double.NaN;
      return new Placements(rows.y, of, auroc, positives);
    }

    /** S₁₀/m + S₀₁/n of their equation 5. */
    double covariance(Placements other) {
      double ofPositive = 0;
      double ofNegative = 0;
      for (int i = 0; i < y.length; i++) {
        double product = (of[i] - auroc) * (other.of[i] - other.auroc);
        if (y[i] == 1) {
          ofPositive += product;
        } else {
          ofNegative += product;
        }
      }
      double m = positives;
      double n = y.length - m;
      return m < 2 || n < 2 ? Double.NaN : ofPositive / (m - 1) / m + ofNegative / (n - 1) / n;
    }
  }
}

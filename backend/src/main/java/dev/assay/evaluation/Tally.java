package dev.assay.evaluation;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What all metrics of a yes or no are made of, by one pass over ranked rows, from the largest
 * probability down; each row counts as often as it was drawn. Sums run on, those of a segment are
 * differences. Used again for the next resample.
 */
final class Tally {
  final Ranked ranked;
  final double[] all; // Σw, one for each segment, as those that follow
  final double[] positive; // Σwy
  final double[] forecast; // Σwp
  private final double[] squares; // Σwp²
  final double[] hits; // Σwpy
  private double totalAll;
  private double totalPositive;
  private double totalNll;
  private double pairs; // in which a positive is above a negative; of equal ones half
  private double precisionSum;
  private double lowest; // Σw(y − p) from the top to somewhere
  private double highest;
  private final double[] unitAll; // from the top to the end of the unit
  private final double[] unitPositive;
  private final Pav pav;
  private byte @Nullable [] counts;

  Tally(Ranked ranked) {
    this.ranked = ranked;
    int segments = ranked.segments();
    this.all = new double[segments];
    this.positive = new double[segments];
    this.forecast = new double[segments];
    this.squares = new double[segments];
    this.hits = new double[segments];
    this.unitAll = new double[ranked.units + 1];
    this.unitPositive = new double[ranked.units + 1];
    this.pav = new Pav(ranked.units);
  }

  /** Of each row once. */
  static Tally of(Ranked ranked) {
    Tally tally = new Tally(ranked);
    byte[] once = new byte[ranked.size()];
    Arrays.fill(once, (byte) 1);
    tally.count(once);
    return tally;
  }

  /**
   * @param counts how often each row was drawn, in the order of the ranks
   */
  void count(byte[] counts) {
    this.counts = counts;
    byte[] flags = ranked.flags;
    double[] p = ranked.p;
    double[] loss = ranked.nll;
    double @Nullable [] w = ranked.w;
    double n = 0;
    double pos = 0;
    double sumP = 0;
    double sumPp = 0;
    double sumPy = 0;
    double nll = 0;
    double above = 0; // positives above the rows of this probability
    double negativeAbove = 0;
    double auc = 0;
    double ap = 0;
    double least = 0;
    double most = 0;
    int unit = 0;
    for (int s = ranked.segments() - 1; s >= 0; s--) {
      double n0 = n;
      double pos0 = pos;
      double p0 = sumP;
      double pp0 = sumPp;
      double py0 = sumPy;
      int from = ranked.cuts[s];
      for (int i = ranked.cuts[s + 1] - 1; i >= from; i--) {
        byte flag = flags[i];
        double c = w == null ? counts[i] : counts[i] * w[i];
        double cp = c * p[i];
        double y = Ranked.label(flag);
        n += c;
        pos += c * y;
        sumP += cp;
        sumPp += cp * p[i];
        sumPy += cp * y;
        nll += c * loss[i];
        if (Ranked.isLastOfEqual(flag)) {
          auc += (n - pos - negativeAbove) * (above + pos);
          ap += (pos - above) * pos / (n + Double.MIN_NORMAL);
          above = pos;
          negativeAbove = n - pos;
          least = Math.min(least, pos - sumP);
          most = Math.max(most, pos - sumP);
          unitAll[unit] = n;
          unitPositive[unit] = pos;
          unit += Ranked.unit(flag);
        }
      }
      all[s] = n - n0;
      positive[s] = pos - pos0;
      forecast[s] = sumP - p0;
      squares[s] = sumPp - pp0;
      hits[s] = sumPy - py0;
    }
    totalAll = n;
    totalPositive = pos;
    totalNll = nll;
    pairs = auc / 2;
    precisionSum = ap;
    lowest = least;
    highest = most;
  }

  double weight() {
    return totalAll;
  }

  double baseRate() {
    return totalPositive / totalAll;
  }

  double meanForecast() {
    return sum(forecast) / totalAll;
  }

  /** Mann and Whitney's: the share of pairs in which the positive is above, of equal ones half. */
  double auroc() {
    double both = totalPositive * (totalAll - totalPositive);
    return both > 0 ? pairs / both : Double.NaN;
  }

  /** Average precision Σ (R_k − R_{k−1}) P_k, without interpolation, as scikit-learn. */
  double auprc() {
    return totalPositive > 0 ? precisionSum / totalPositive : Double.NaN;
  }

  double logLoss() {
    return totalNll / totalAll;
  }

  double brier() {
    return (sum(squares) - 2 * sum(hits) + totalPositive) / totalAll;
  }

  /** Variance of the forecasts. */
  double sharpness() {
    double mean = meanForecast();
    return Math.max(0, sum(squares) / totalAll - mean * mean);
  }

  /** max_k |Σ_{i ≤ k} w_i (y_i − p_i)|/Σw, rows from the least probability (Gupta et al. 2021). */
  double ks() {
    double total = totalPositive - sum(forecast);
    return Math.max(Math.abs(total - lowest), Math.abs(total - highest)) / totalAll;
  }

  Corp corp() {
    pav.clear();
    for (int u = ranked.units - 1; u >= 0; u--) {
      double allAbove = u == 0 ? 0 : unitAll[u - 1];
      double positiveAbove = u == 0 ? 0 : unitPositive[u - 1];
      pav.add(unitAll[u] - allAbove, unitPositive[u] - positiveAbove);
    }
    double recalibrated = pav.squares() / totalAll;
    double uncertainty = baseRate() * (1 - baseRate());
    return new Corp(brier() - recalibrated, uncertainty - recalibrated, uncertainty);
  }

  Confusion confusion() {
    double truePositive = 0;
    double called = 0;
    for (int s = ranked.segments() - 1; s >= 0 && ranked.cuts[s] >= ranked.firstPositive; s--) {
      truePositive += positive[s];
      called += all[s];
    }
    double falsePositive = called - truePositive;
    return new Confusion(
        truePositive,
        falsePositive,
        totalPositive - truePositive,
        totalAll - totalPositive - falsePositive);
  }

  Bins equalWidth() {
    Bins bins = Bins.empty(Ranked.BINS);
    for (int s = 0; s < all.length; s++) {
      addSegment(bins, ranked.bin[s], s);
    }
    return bins;
  }

  private void addSegment(Bins bins, int b, int s) {
    bins.weight()[b] += all[s];
    bins.forecast()[b] += forecast[s];
    bins.positive()[b] += positive[s];
  }

  /** Edges are quantiles of this resample; rows are looked at in segments that have one only. */
  Bins equalMass(int m) {
    Bins bins = Bins.empty(m);
    double[] edges = bins.edges();
    Arrays.fill(edges, 1, m + 1, ranked.p[ranked.size() - 1]);
    edges[0] = ranked.p[0];
    double step = totalAll * (ranked.size() - 1) / ranked.size() / m;
    double below = 0;
    int b = 0;
    for (int s = 0; s < all.length; s++) {
      if (b == m - 1 || below + all[s] <= (b + 1) * step) {
        addSegment(bins, b, s);
        below += all[s];
        continue;
      }
      for (int i = ranked.cuts[s]; i < ranked.cuts[s + 1]; i++) {
        double c = weight(i);
        bins.weight()[b] += c;
        bins.forecast()[b] += c * ranked.p[i];
        bins.positive()[b] += ranked.isPositive(i) ? c : 0;
        below += c;
        boolean isLast = i + 1 == ranked.size() || ranked.p[i + 1] > ranked.p[i];
        while (isLast && b < m - 1 && below > (b + 1) * step) {
          edges[++b] = ranked.p[i];
        }
      }
    }
    return bins;
  }

  private double weight(int i) {
    int count = counts == null ? 1 : counts[i];
    return ranked.w == null ? count : count * ranked.w[i];
  }

  /** Residuals and rows on the grid of smECE; what is divided between nodes is linear in p. */
  SmoothEce.Grid grid() {
    int cells = ranked.cells;
    SmoothEce.Grid grid = new SmoothEce.Grid(cells);
    for (int s = 0; s < all.length; s++) {
      double up = cells * forecast[s] - ranked.cell[s] * all[s];
      double residual = forecast[s] - positive[s];
      double residualUp = cells * (squares[s] - hits[s]) - ranked.cell[s] * residual;
      grid.add(ranked.cell[s], residual - residualUp, residualUp, all[s] - up, up);
    }
    return grid;
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}

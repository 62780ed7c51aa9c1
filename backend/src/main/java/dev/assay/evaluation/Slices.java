package dev.assay.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * Where a model is worst: the mean loss of each slice against that of all other rows (Welch 1947),
 * corrected for the number of slices, and drawn towards the mean of all where the rows are few
 * (empirical Bayes: Efron and Morris 1975; the variance between slices is DerSimonian and Laird's
 * 1986). Rows count alike: weights are left out.
 */
public final class Slices {
  public static final int SMALL = 30; // rows; below, means are hardly Gaussian

  /**
   * @param mean loss of its rows
   * @param standardError NaN of one row
   * @param difference mean − that of all other rows; above 0 is worse, of BIAS away from 0 is
   * @param p of two sides that the difference is 0; NaN where it cannot be told
   * @param adjustedP for the number of slices
   * @param shrunk mean drawn towards the mean of all, with its interval
   * @param isSmall fewer than 30 rows
   */
  public record Slice(
      int group,
      int rows,
      double mean,
      double standardError,
      double difference,
      double p,
      double adjustedP,
      Interval shrunk,
      boolean isSmall) {}

  /** Count, sum and sum of squares from a centre. */
  private record Moments(int n, double sum, double squares) {
    double mean() {
      return sum / n;
    }

    /** With n − 1; NaN of one row. */
    double variance() {
      return n < 2 ? Double.NaN : Math.max(0, squares - sum * sum / n) / (n - 1);
    }

    double errorSquared() {
      return variance() / n;
    }

    Moments without(Moments part) {
      return new Moments(n - part.n, sum - part.sum, squares - part.squares);
    }
  }

  private Slices() {}

  /**
   * @param group of each row, 0 to groups − 1; below 0: in no slice, but among the others
   * @return slices that have rows, the worst first: by shrunk mean, of BIAS by its size
   */
  public static List<Slice> worst(
      Binary rows, int[] group, int groups, RowLoss loss, MultipleTests correction) {
    check(rows, group, groups);
    double centre = 0;
    for (int i = 0; i < rows.size(); i++) {
      centre += loss.of(rows.p[i], rows.y[i]) / rows.size();
    }
    Moments[] moments = moments(rows, group, groups, loss, centre);
    int[] present = IntStream.range(0, groups).filter(g -> moments[g].n > 0).toArray();
    Moments all = moments[groups];
    double[] p = new double[present.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = welch(moments[present[i]], all.without(moments[present[i]]));
    }
    double[] adjusted = correction.adjusted(p);
    double between = between(moments, present);
    List<Slice> slices = new ArrayList<>();
    for (int i = 0; i < p.length; i++) {
      Moments m = moments[present[i]];
      slices.add(
          new Slice(
              present[i],
              m.n,
              centre + m.mean(),
              Math.sqrt(m.errorSquared()),
              m.mean() - all.without(m).mean(),
              p[i],
              adjusted[i],
              shrunk(m, between, all.variance(), centre),
              m.n < SMALL));
    }
    slices.sort(Comparator.comparingDouble(s -> -badness(s, loss)));
    return slices;
  }

  private static double badness(Slice slice, RowLoss loss) {
    return switch (loss) {
      case BIAS -> Math.abs(slice.shrunk.estimate());
      case ERROR, BRIER, LOG_LOSS -> slice.shrunk.estimate();
    };
  }

  private static void check(Binary rows, int[] group, int groups) {
    Findings findings = new Findings();
    findings.length("groups", group.length, rows.size());
    for (int i = 0; i < group.length; i++) {
      if (group[i] >= groups) {
        findings.add("group", i, group[i], "groups are counted from 0 to " + (groups - 1));
      }
    }
    findings.throwIfAny();
  }

  /** Of each group from the centre; the last of all rows. */
  private static Moments[] moments(
      Binary rows, int[] group, int groups, RowLoss loss, double centre) {
    int[] n = new int[groups + 1];
    double[] sum = new double[groups + 1];
    double[] squares = new double[groups + 1];
    for (int i = 0; i < rows.size(); i++) {
      double d = loss.of(rows.p[i], rows.y[i]) - centre;
      for (int g : group[i] < 0 ? new int[] {groups} : new int[] {group[i], groups}) {
        n[g]++;
        sum[g] += d;
        squares[g] += d * d;
      }
    }
    return IntStream.rangeClosed(0, groups)
        .mapToObj(g -> new Moments(n[g], sum[g], squares[g]))
        .toArray(Moments[]::new);
  }

  /** Of two sides, degrees of freedom by Satterthwaite. */
  private static double welch(Moments one, Moments other) {
    double a = one.errorSquared();
    double b = other.errorSquared();
    if (!(a + b > 0)) {
      return Double.NaN;
    }
    double freedom = (a + b) * (a + b) / (a * a / (one.n - 1) + b * b / (other.n - 1));
    double t = Math.abs(one.mean() - other.mean()) / Math.sqrt(a + b);
    return 2 * new TDistribution(freedom).cumulativeProbability(-t);
  }

  /** Variance of the means of slices that their rows do not explain, 0 or more. */
  private static double between(Moments[] moments, int[] present) {
    double w = 0;
    double w2 = 0;
    double wm = 0;
    double wmm = 0;
    int k = 0;
    for (int g : present) {
      double error = moments[g].errorSquared();
      if (error > 0) {
        k++;
        w += 1 / error;
        w2 += 1 / error / error;
        wm += moments[g].mean() / error;
        wmm += moments[g].mean() * moments[g].mean() / error;
      }
    }
    double q = wmm - wm * wm / w;
    return k < 2 ? 0 : Math.max(0, (q - (k - 1)) / (w - w2 / w));
  }

  /** A slice without a spread of its own has that of all rows. */
  private static Interval shrunk(Moments m, double between, double variance, double centre) {
    double error = m.errorSquared() > 0 ? m.errorSquared() : variance / m.n;
    double keep = between / (between + error);
    double mean = centre + (between > 0 ? keep * m.mean() : 0);
    double half =
        new NormalDistribution().inverseCumulativeProbability((1 + Interval.LEVEL) / 2)
            * Math.sqrt(between > 0 ? keep * error : 0);
    return new Interval(mean - half, mean, mean + half, Interval.LEVEL);
  }
}

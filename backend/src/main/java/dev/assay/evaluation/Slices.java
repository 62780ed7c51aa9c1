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
 * 1986). The error of a weighted mean is √(n/(n − 1) Σw²(ℓ − m)²)/Σw, the sandwich of a regression
 * on a constant (White 1980), which without weights is that of a mean; degrees of freedom are those
 * of the rows.
 */
public final class Slices {
  public static final int SMALL = 30; // rows; below, means are hardly Gaussian

  /**
   * @param rows of a weight above 0
   * @param mean loss of its rows, by weight
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

  /**
   * Sums over rows, d from a centre.
   *
   * @param w Σw
   * @param wd Σwd
   * @param ww Σw²
   * @param wwd Σw²d
   * @param wwdd Σw²d²
   */
  private record Moments(int n, double w, double wd, double ww, double wwd, double wwdd) {
    double mean() {
      return wd / w;
    }

    /** NaN of one row. */
    double errorSquared() {
      double m = mean();
      double squares = Math.max(0, wwdd - 2 * m * wwd + m * m * ww);
      return n < 2 ? Double.NaN : squares / (w * w) * n / (n - 1);
    }

    /** How many rows of one weight say as much (Kish 1965). */
    double effective() {
      return w * w / ww;
    }

    double variance() {
      return errorSquared() * effective();
    }

    Moments without(Moments part) {
      return new Moments(
          n - part.n, w - part.w, wd - part.wd, ww - part.ww, wwd - part.wwd, wwdd - part.wwdd);
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
    double centre = loss.mean(rows);
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
    double[][] sums = new double[groups + 1][5]; // in the order of Moments
    for (int i = 0; i < rows.size(); i++) {
      double w = rows.weight(i);
      double wd = w * (loss.of(rows.p[i], rows.y[i]) - centre);
      add(sums[groups], w, wd);
      n[groups] += w > 0 ? 1 : 0;
      if (group[i] >= 0) {
        add(sums[group[i]], w, wd);
        n[group[i]] += w > 0 ? 1 : 0;
      }
    }
    return IntStream.rangeClosed(0, groups)
        .mapToObj(g -> moments(n[g], sums[g]))
        .toArray(Moments[]::new);
  }

  private static void add(double[] sums, double w, double wd) {
    sums[0] += w;
    sums[1] += wd;
    sums[2] += w * w;
    sums[3] += w * wd;
    sums[4] += wd * wd;
  }

  private static Moments moments(int n, double[] sums) {
    return new Moments(n, sums[0], sums[1], sums[2], sums[3], sums[4]);
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
    double error = m.errorSquared() > 0 ? m.errorSquared() : variance / m.effective();
    double keep = between / (between + error);
    double mean = centre + (between > 0 ? keep * m.mean() : 0);
    double half =
        new NormalDistribution().inverseCumulativeProbability((1 + Interval.LEVEL) / 2)
            * Math.sqrt(between > 0 ? keep * error : 0);
    return new Interval(mean - half, mean, mean + half, Interval.LEVEL);
  }
}

package dev.assay.evaluation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Two evaluations of the same rows. Resamples are paired: both have the same rows, so what is hard
 * or easy in them takes itself away.
 */
public final class Comparison {
  private static final int RESAMPLES_OF_A_TASK = 16;

  /**
   * A difference, one − other.
   *
   * @param p of two sides: twice the smaller share of resamples on one side of 0, with 1 added to
   *     counts and resamples (Davison and Hinkley 1997, section 4.2); 2/(resamples + 1) at least
   */
  public record Difference(Interval interval, double p) {}

  /** A row on which one decided otherwise than the other; its probabilities. */
  public record Changed(int row, int label, double one, double other) {
    public double shift() {
      return one - other;
    }
  }

  private final BinaryScores one;
  private final BinaryScores other;
  private final double[][] differences; // [metric][resample]

  private Comparison(BinaryScores one, BinaryScores other, double[][] differences) {
    this.one = one;
    this.other = other;
    this.differences = differences;
  }

  /**
   * The answer depends on the seed only.
   *
   * @throws dev.assay.problem.Problem.Invalid when they are not of the same rows
   */
  public static Comparison of(Binary one, Binary other, int resamples, long seed) {
    Pairing.check(one, other);
    long[] seeds = Draws.seeds(resamples, seed);
    Side a = Side.of(one);
    Side b = Side.of(other);
    double[][] values = new double[BinaryMetric.values().length][resamples];
    int tasks = (resamples + RESAMPLES_OF_A_TASK - 1) / RESAMPLES_OF_A_TASK;
    IntStream.range(0, tasks).parallel().forEach(task -> work(a, b, seeds, task, values));
    return new Comparison(a.scores(), b.scores(), values);
  }

  private static void work(Side one, Side other, long[] seeds, int task, double[][] values) {
    Tally first = new Tally(one.ranked);
    Tally second = new Tally(other.ranked);
    byte[] counts = new byte[one.ranked.size()];
    byte[] byRank = new byte[counts.length];
    int end = Math.min(seeds.length, (task + 1) * RESAMPLES_OF_A_TASK);
    for (int r = task * RESAMPLES_OF_A_TASK; r < end; r++) {
      Draws.fill(counts, seeds[r]);
      double[] a = one.values(first, counts, byRank);
      double[] b = other.values(second, counts, byRank);
      for (int m = 0; m < a.length; m++) {
        values[m][r] = a[m] - b[m];
      }
    }
  }

  private record Side(Ranked ranked, SmoothEce smooth) {
    static Side of(Binary rows) {
      SmoothEce smooth = SmoothEce.of(rows);
      return new Side(Ranked.of(rows, SmoothEce.cells(smooth.bandwidth())), smooth);
    }

    BinaryScores scores() {
      return BinaryScores.of(Tally.of(ranked), smooth.value());
    }

    double[] values(Tally tally, byte[] counts, byte[] byRank) {
      for (int i = 0; i < counts.length; i++) {
        byRank[i] = counts[ranked.order[i]];
      }
      tally.count(byRank);
      return BinaryScores.values(tally, SmoothEce.again(tally.grid(), smooth.bandwidth()));
    }
  }

  public BinaryScores one() {
    return one;
  }

  public BinaryScores other() {
    return other;
  }

  public Difference difference(BinaryMetric metric) {
    double[] all = differences[metric.ordinal()];
    double estimate = one.get(metric) - other.get(metric);
    Interval interval = Interval.percentiles(all, estimate);
    long below = Arrays.stream(all).filter(d -> d <= 0).count();
    long above = Arrays.stream(all).filter(d -> d >= 0).count();
    long defined = Arrays.stream(all).filter(d -> !Double.isNaN(d)).count();
    double p = Math.min(1, 2.0 * (Math.min(below, above) + 1) / (defined + 1));
    return new Difference(interval, Double.isNaN(estimate) ? Double.NaN : p);
  }

  /** Rows decided otherwise at the threshold, the largest shift of probability first. */
  public static Changed[] changed(Binary one, Binary other, double threshold) {
    Pairing.check(one, other);
    return IntStream.range(0, one.size())
        .filter(i -> one.p[i] >= threshold != other.p[i] >= threshold)
        .mapToObj(i -> new Changed(i, one.y[i], one.p[i], other.p[i]))
        .sorted(Comparator.comparingDouble(c -> -Math.abs(c.shift())))
        .toArray(Changed[]::new);
  }
}

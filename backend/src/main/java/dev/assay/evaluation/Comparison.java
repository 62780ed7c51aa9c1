package dev.assay.evaluation;

import java.util.Arrays;

/**
 * Two evaluations of the same rows. Resamples are paired: both have the same rows, so what is hard
 * or easy in them takes itself away.
 *
 * @param <M> {@link BinaryMetric} or {@link MulticlassMetric}
 */
public final class Comparison<M extends Enum<M>> {
  private static final int RESAMPLES_OF_A_TASK = 16;

  /**
   * A difference, one − other.
   *
   * @param p of two sides: twice the smaller share of resamples on one side of 0, with 1 added to
   *     counts and resamples (Davison and Hinkley 1997, section 4.2); 2/(resamples + 1) at least
   */
  public record Difference(Interval interval, double p) {}

  private final double[] one; // [metric]
  private final double[] other;
  private final double[][] differences; // [metric][resample]

  private Comparison(double[] one, double[] other, double[][] differences) {
    this.one = one;
    this.other = other;
    this.differences = differences;
  }

  /**
   * The answer depends on the seed only.
   *
   * @throws dev.assay.problem.Problem.Invalid when they are not of the same rows
   */
  public static Comparison<BinaryMetric> of(Binary one, Binary other, int resamples, long seed) {
    Pairing.check(one, other);
    BinarySide a = BinarySide.of(one);
    BinarySide b = BinarySide.of(other);
    double[][] values = new double[BinaryMetric.values().length][resamples];
    Draws.each(
        one.size(),
        Draws.seeds(resamples, seed),
        RESAMPLES_OF_A_TASK,
        () -> {
          Tally first = new Tally(a.ranked);
          Tally second = new Tally(b.ranked);
          byte[] byRank = new byte[one.size()];
          return (r, counts) ->
              add(values, r, a.values(first, counts, byRank), b.values(second, counts, byRank));
        });
    return new Comparison<>(a.estimates(), b.estimates(), values);
  }

  private record BinarySide(Ranked ranked, SmoothEce smooth) {
    static BinarySide of(Binary rows) {
      SmoothEce smooth = SmoothEce.of(rows);
      return new BinarySide(Ranked.of(rows, SmoothEce.cells(smooth.bandwidth())), smooth);
    }

    double[] estimates() {
      return BinaryScores.values(Tally.of(ranked), smooth.value());
    }

    double[] values(Tally tally, byte[] counts, byte[] byRank) {
      for (int i = 0; i < counts.length; i++) {
        byRank[i] = counts[ranked.order[i]];
      }
      tally.count(byRank);
      return BinaryScores.values(tally, SmoothEce.again(tally.grid(), smooth.bandwidth()));
    }
  }

  /**
   * The same of K classes.
   *
   * @throws dev.assay.problem.Problem.Invalid when they are not of the same rows and classes
   */
  public static Comparison<MulticlassMetric> of(
      Multiclass one, Multiclass other, int resamples, long seed) {
    Pairing.check(one, other);
    long[] seeds = Draws.seeds(resamples, seed);
    double[][] values = new double[MulticlassMetric.values().length][resamples];
    for (ClassTally.Part part : ClassTally.parts(one)) {
      ClassTally.Ranks a = new ClassTally.Ranks(one, part);
      ClassTally.Ranks b = new ClassTally.Ranks(other, part);
      Draws.each(
          one.size(),
          seeds,
          RESAMPLES_OF_A_TASK,
          () -> {
            ClassTally first = new ClassTally(a, SmoothEce::again);
            ClassTally second = new ClassTally(b, SmoothEce::again);
            return (r, counts) -> add(values, r, first.values(counts), second.values(counts));
          });
    }
    return new Comparison<>(ClassTally.estimates(one), ClassTally.estimates(other), values);
  }

  private static void add(double[][] values, int r, double[] one, double[] other) {
    for (int m = 0; m < one.length; m++) {
      values[m][r] += one[m] - other[m];
    }
  }

  /** NaN where it is not defined, as other. */
  public double one(M metric) {
    return one[metric.ordinal()];
  }

  public double other(M metric) {
    return other[metric.ordinal()];
  }

  public Difference difference(M metric) {
    double[] all = differences[metric.ordinal()];
    double estimate = one(metric) - other(metric);
    Interval interval = Interval.percentiles(all, estimate);
    long below = Arrays.stream(all).filter(d -> d <= 0).count();
    long above = Arrays.stream(all).filter(d -> d >= 0).count();
    long defined = Arrays.stream(all).filter(d -> !Double.isNaN(d)).count();
    double p = Math.min(1, 2.0 * (Math.min(below, above) + 1) / (defined + 1));
    return new Difference(interval, Double.isNaN(estimate) ? Double.NaN : p);
  }
}

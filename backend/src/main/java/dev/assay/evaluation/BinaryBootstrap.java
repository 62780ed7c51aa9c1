package dev.assay.evaluation;

import java.util.stream.IntStream;

/**
 * Percentile intervals of all metrics at once (Efron and Tibshirani 1993, chapter 13). Rows are
 * sorted once; a resample is counts of them and one pass. All metrics of a resample are exactly
 * those of its rows, quantiles and isotonic regression of its own included, but for smECE: that has
 * the grid of all rows, which differs from its own for bandwidths below 0.01.
 *
 * <p>Calibration errors are not negative, so a resample has more of them than its rows: the
 * interval of a small ECE, MCE or smECE lies above the estimate. {@link BinaryMetric#DEBIASED_ECE}
 * is less so.
 */
public final class BinaryBootstrap {
  private static final int RESAMPLES_OF_A_TASK = 16;

  private final BinaryScores scores;
  private final double[][] resampled; // [metric][resample]

  private BinaryBootstrap(BinaryScores scores, double[][] resampled) {
    this.scores = scores;
    this.resampled = resampled;
  }

  /**
   * Works in the pool of parallel streams, or in the one that it is called in; the answer depends
   * on the seed only.
   *
   * @param resamples 1,000 or more for intervals that are shown
   */
  public static BinaryBootstrap of(Binary rows, int resamples, long seed) {
    return of(rows, resamples, seed, () -> {});
  }

  /**
   * The same for who waits for it.
   *
   * @param before is called before each resample, by any thread; what it throws ends the work
   */
  public static BinaryBootstrap of(Binary rows, int resamples, long seed, Runnable before) {
    long[] seeds = Draws.seeds(resamples, seed);
    SmoothEce smooth = SmoothEce.of(rows);
    Ranked ranked = Ranked.of(rows, SmoothEce.cells(smooth.bandwidth()));
    double[][] values = new double[BinaryMetric.values().length][resamples];
    int tasks = (resamples + RESAMPLES_OF_A_TASK - 1) / RESAMPLES_OF_A_TASK;
    IntStream.range(0, tasks)
        .parallel()
        .forEach(task -> work(ranked, smooth.bandwidth(), seeds, task, values, before));
    return new BinaryBootstrap(BinaryScores.of(Tally.of(ranked), smooth.value()), values);
  }

  private static void work(
      Ranked ranked,
      double bandwidth,
      long[] seeds,
      int task,
      double[][] values,
      Runnable before) {
    Tally tally = new Tally(ranked);
    byte[] counts = new byte[ranked.size()];
    int end = Math.min(seeds.length, (task + 1) * RESAMPLES_OF_A_TASK);
    for (int r = task * RESAMPLES_OF_A_TASK; r < end; r++) {
      before.run();
      Draws.fill(counts, seeds[r]);
      tally.count(counts);
      double[] of = BinaryScores.values(tally, SmoothEce.again(tally.grid(), bandwidth));
      for (int m = 0; m < of.length; m++) {
        values[m][r] = of[m];
      }
    }
  }

  public BinaryScores scores() {
    return scores;
  }

  public Interval of(BinaryMetric metric) {
    return Interval.percentiles(resampled[metric.ordinal()], scores.get(metric));
  }

  /** Values of the resamples, in the order in which they were drawn; NaN where not defined. */
  double[] resampled(BinaryMetric metric) {
    return resampled[metric.ordinal()].clone();
  }

  public int resamples() {
    return resampled[0].length;
  }
}

package dev.assay.evaluation;

import java.util.stream.IntStream;

/**
 * Percentile intervals of all metrics of K classes at once; all is said at {@link BinaryBootstrap}.
 * It holds K + 1 orders of the rows: 25 bytes for each row and class, and twice that for a moment.
 */
public final class MulticlassBootstrap {
  private static final int RESAMPLES_OF_A_TASK = 64;

  private final MulticlassScores scores;
  private final double[][] resampled; // [metric][resample]

  private MulticlassBootstrap(MulticlassScores scores, double[][] resampled) {
    this.scores = scores;
    this.resampled = resampled;
  }

  /** The answer depends on the seed only. */
  public static MulticlassBootstrap of(Multiclass rows, int resamples, long seed) {
    return of(rows, resamples, seed, () -> {});
  }

  /**
   * The same for who waits for it.
   *
   * @param before is called before each resample, by any thread; what it throws ends the work
   */
  public static MulticlassBootstrap of(
      Multiclass rows, int resamples, long seed, Runnable before) {
    long[] seeds = Draws.seeds(resamples, seed);
    double[][] values = new double[MulticlassMetric.values().length][resamples];
    ClassTally.Ranks ranks = new ClassTally.Ranks(rows);
    int tasks = (resamples + RESAMPLES_OF_A_TASK - 1) / RESAMPLES_OF_A_TASK;
    IntStream.range(0, tasks)
        .parallel()
        .forEach(task -> work(ranks, seeds, task, values, before));
    return new MulticlassBootstrap(MulticlassScores.of(ranks), values);
  }

  private static void work(
      ClassTally.Ranks ranks, long[] seeds, int task, double[][] values, Runnable before) {
    ClassTally tally = new ClassTally(ranks);
    byte[] counts = new byte[ranks.size()];
    int end = Math.min(seeds.length, (task + 1) * RESAMPLES_OF_A_TASK);
    for (int r = task * RESAMPLES_OF_A_TASK; r < end; r++) {
      before.run();
      Draws.fill(counts, seeds[r]);
      double[] of = tally.values(counts);
      for (int m = 0; m < of.length; m++) {
        values[m][r] = of[m];
      }
    }
  }

  public MulticlassScores scores() {
    return scores;
  }

  public Interval of(MulticlassMetric metric) {
    return Interval.percentiles(resampled[metric.ordinal()], scores.get(metric));
  }
}

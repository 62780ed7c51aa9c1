package dev.assay.evaluation;

/**
 * Percentile intervals of all metrics of K classes at once; all is said at {@link BinaryBootstrap}.
 * Where there are many rows and classes it looks at some classes after the other, and draws the
 * same rows again for each lot: it holds 25 bytes for each of 4 million rows × classes, or of one
 * class.
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
   * @param before is called before each of {@link #looks}, by any thread; what it throws ends the
   *     work
   */
  public static MulticlassBootstrap of(Multiclass rows, int resamples, long seed, Runnable before) {
    return of(rows, resamples, seed, before, SmoothEce::again);
  }

  /** The same for who is in a hurry: all but smECE, which takes longest where rows are few. */
  public static MulticlassBootstrap withoutSmoothEce(
      Multiclass rows, int resamples, long seed, Runnable before) {
    return of(rows, resamples, seed, before, (_, _) -> Double.NaN);
  }

  private static MulticlassBootstrap of(
      Multiclass rows, int resamples, long seed, Runnable before, SmoothEce.Again smoothEce) {
    long[] seeds = Draws.seeds(resamples, seed);
    double[][] values = new double[MulticlassMetric.values().length][resamples];
    for (ClassTally.Part part : ClassTally.parts(rows)) {
      ClassTally.Ranks ranks = new ClassTally.Ranks(rows, part);
      Draws.each(
          rows.size(),
          seeds,
          RESAMPLES_OF_A_TASK,
          () -> {
            ClassTally tally = new ClassTally(ranks, smoothEce);
            return (r, counts) -> {
              before.run();
              add(values, r, tally.values(counts));
            };
          });
    }
    return new MulticlassBootstrap(MulticlassScores.of(rows), values);
  }

  /** How often it looks at a resample. */
  public static int looks(Multiclass rows, int resamples) {
    return ClassTally.parts(rows).size() * resamples;
  }

  private static void add(double[][] values, int r, double[] of) {
    for (int m = 0; m < of.length; m++) {
      values[m][r] += of[m];
    }
  }

  public MulticlassScores scores() {
    return scores;
  }

  public Interval of(MulticlassMetric metric) {
    return Interval.percentiles(resampled[metric.ordinal()], scores.get(metric));
  }
}

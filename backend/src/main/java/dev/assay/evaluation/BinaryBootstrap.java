package dev.assay.evaluation;

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
    return of(rows, resamples, seed, before, SmoothEce::again);
  }

  /** The same for who is in a hurry: all but smECE, which takes longest where rows are few. */
  public static BinaryBootstrap withoutSmoothEce(
      Binary rows, int resamples, long seed, Runnable before) {
    return of(rows, resamples, seed, before, (_, _) -> Double.NaN);
  }

  private static BinaryBootstrap of(
      Binary rows, int resamples, long seed, Runnable before, SmoothEce.Again smoothEce) {
    SmoothEce smooth = SmoothEce.of(rows);
    Ranked ranked = Ranked.of(rows, SmoothEce.cells(smooth.bandwidth()));
    double[][] values = new double[BinaryMetric.values().length][resamples];
    Draws.each(
        rows.size(),
        Draws.seeds(resamples, seed),
        RESAMPLES_OF_A_TASK,
        () -> {
          Tally tally = new Tally(ranked);
          return (r, counts) -> {
            before.run();
            tally.count(counts);
            double value = smoothEce.of(tally.grid(), smooth.bandwidth());
            double[] of = BinaryScores.values(tally, value);
            for (int m = 0; m < of.length; m++) {
              values[m][r] = of[m];
            }
          };
        });
    return new BinaryBootstrap(BinaryScores.of(Tally.of(ranked), smooth.value()), values);
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

package dev.assay.evaluation;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Whether a calibration error is more than chance explains: consistency resampling (Bröcker and
 * Smith 2007, section 3). Labels are drawn with the probabilities of the forecasts, as if these
 * were true, and have errors of their own.
 *
 * <p>Ours: forecasts stay as they are and are not drawn anew, so that the test is one of the labels
 * given the forecasts; and the error is smECE at the bandwidth of the rows. That of the drawn
 * labels at their own bandwidth is the larger one if and only if it is the larger one here, for
 * smECE_σ = σ holds at one σ only.
 *
 * @param smoothEce of the rows
 * @param p share of drawn labels whose error is no smaller, with 1 added to both counts (Davison
 *     and Hinkley 1997, section 4.2)
 */
public record Consistency(double smoothEce, double p, int resamples) {
  private static final double ALARM = 0.05;

  /**
   * The answer depends on the seed only.
   *
   * @param resamples 19, 39, 59 … give false alarms in 5 % of cases
   */
  public static Consistency of(Binary rows, int resamples, long seed) {
    SmoothEce found = SmoothEce.of(rows);
    double sigma = found.bandwidth();
    int cells = SmoothEce.cells(sigma);
    double gap = SmoothEce.Grid.of(rows, cells).gap(sigma);
    long[] seeds = Draws.seeds(resamples, seed);
    long noSmaller =
        IntStream.range(0, resamples)
            .parallel()
            .filter(r -> drawn(rows, cells, seeds[r]).gap(sigma) >= gap)
            .count();
    return new Consistency(found.value(), (noSmaller + 1.0) / (resamples + 1), resamples);
  }

  private static SmoothEce.Grid drawn(Binary rows, int cells, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return SmoothEce.Grid.of(rows, cells, (p, _) -> random.nextDouble() < p ? p - 1 : p);
  }

  /** Whether chance explains the error; wrong in 5 % of cases where the forecasts are true. */
  public boolean isCalibrated() {
    return p > ALARM;
  }
}

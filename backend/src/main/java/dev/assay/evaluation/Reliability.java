package dev.assay.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Curves of what happened by what was said. */
public final class Reliability {
  private static final int POINTS = 201;
  private static final int RESAMPLES_OF_A_TASK = 8;

  /**
   * A bin that is not empty.
   *
   * @param low above it, but for 0
   * @param high up to it
   * @param weight Σw, a count where there are no weights
   * @param frequency share of positives with Wilson's interval; of weighted rows of the effective
   *     count Σw_b Σw/Σw²
   */
  public record Bin(
      double low, double high, double weight, double meanForecast, Interval frequency) {}

  /**
   * Kernel-smoothed outcomes, at the bandwidth of smECE (Błasiok and Nakkiran 2023, section 4).
   *
   * @param forecast 0 to 1, 201 points
   * @param frequency Σ K(p, t) y/Σ K(p, t), in [0, 1]; NaN where there are no rows
   * @param density of the forecasts, 1 for uniform ones
   */
  public record Smooth(
      SmoothEce smoothEce, double[] forecast, double[] frequency, double[] density) {}

  /**
   * Isotonic regression with pointwise consistency bands: where the curve would lie if the forecast
   * was calibrated (Dimitriadis, Gneiting and Jordan 2021, "Uncertainty quantification"; labels
   * drawn with the probabilities, forecasts as they are).
   *
   * @param forecast at most 201 of the probabilities, by rank
   * @param recalibrated what happened there
   * @param low of the band, as high; the curve leaves it in 5 % of points when all is well
   */
  public record CorpCurve(
      Corp corp, double[] forecast, double[] recalibrated, double[] low, double[] high) {}

  private Reliability() {}

  public static List<Bin> binned(Binary rows, Bins bins) {
    double perWeight = rows.w == null ? 1 : effective(rows.w);
    List<Bin> found = new ArrayList<>();
    for (int b = 0; b < bins.count(); b++) {
      double n = bins.weight()[b];
      if (n > 0) {
        Interval share = Shares.wilson(bins.positive()[b] * perWeight, n * perWeight);
        found.add(new Bin(bins.edges()[b], bins.edges()[b + 1], n, bins.meanForecast(b), share));
      }
    }
    return found;
  }

  /** Kish's, for one unit of weight. */
  private static double effective(double[] w) {
    return Arrays.stream(w).sum() / Arrays.stream(w).map(x -> x * x).sum();
  }

  public static Smooth smooth(Binary rows) {
    SmoothEce found = SmoothEce.of(rows);
    SmoothEce.Grid grid = SmoothEce.Grid.ofOutcomes(rows, SmoothEce.cells(found.bandwidth()));
    double[] positive = grid.smoothedValues(found.bandwidth());
    double[] mass = grid.smoothedMass(found.bandwidth());
    double[] t = new double[POINTS];
    double[] y = new double[POINTS];
    double[] density = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      t[i] = i / (POINTS - 1.0);
      double here = SmoothEce.between(mass, t[i]);
      double share = SmoothEce.between(positive, t[i]) / here;
      y[i] = here > 1e-9 ? Math.clamp(share, 0, 1) : Double.NaN;
      density[i] = here / rows.size();
    }
    return new Smooth(found, t, y, density);
  }

  /**
   * @param resamples 100 or more
   */
  public static CorpCurve corp(Binary rows, int resamples, long seed) {
    Ranked ranked = Ranked.of(rows, SmoothEce.LEAST_CELLS);
    int[] at = points(rows.size());
    double[][] drawn = new double[at.length][resamples];
    long[] seeds = Draws.seeds(resamples, seed);
    int tasks = (resamples + RESAMPLES_OF_A_TASK - 1) / RESAMPLES_OF_A_TASK;
    IntStream.range(0, tasks).parallel().forEach(task -> draw(ranked, at, seeds, task, drawn));
    double[] forecast = Arrays.stream(at).mapToDouble(i -> ranked.p[i]).toArray();
    double[] curve = curve(ranked, at, null);
    double[] low = new double[at.length];
    double[] high = new double[at.length];
    for (int i = 0; i < at.length; i++) {
      Interval band = Interval.percentiles(drawn[i], curve[i]);
      low[i] = band.low();
      high[i] = band.high();
    }
    return new CorpCurve(Tally.of(ranked).corp(), forecast, curve, low, high);
  }

  private static int[] points(int n) {
    int count = Math.min(n, POINTS);
    return IntStream.range(0, count)
        .map(i -> count == 1 ? 0 : (int) Math.round(i * (n - 1.0) / (count - 1)))
        .toArray();
  }

  private static void draw(Ranked ranked, int[] at, long[] seeds, int task, double[][] drawn) {
    byte[] labels = new byte[ranked.size()];
    int end = Math.min(seeds.length, (task + 1) * RESAMPLES_OF_A_TASK);
    for (int r = task * RESAMPLES_OF_A_TASK; r < end; r++) {
      SplittableRandom random = new SplittableRandom(seeds[r]);
      for (int i = 0; i < labels.length; i++) {
        labels[i] = (byte) (random.nextDouble() < ranked.p[i] ? 1 : 0);
      }
      double[] curve = curve(ranked, at, labels);
      for (int i = 0; i < curve.length; i++) {
        drawn[i][r] = curve[i];
      }
    }
  }

  /** Values of isotonic regression at these ranks. */
  private static double[] curve(Ranked ranked, int[] at, byte @Nullable [] labels) {
    Blocks blocks = new Blocks(ranked, labels);
    double[] curve = new double[at.length];
    int b = 0;
    for (int i = 0; i < at.length; i++) {
      while (blocks.endRow(b) <= at[i]) {
        b++;
      }
      curve[i] = blocks.value(b);
    }
    return curve;
  }
}

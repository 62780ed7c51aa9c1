package dev.assay.series;

import dev.assay.runs.RunId;
import java.util.Arrays;

/**
 * Cuts a series into buckets. With lo and hi the first and last step that are both asked for and
 * within the series, and at most B buckets: a bucket is w = ⌈(hi − lo + 1) / B⌉ steps wide, bucket
 * i holds the steps lo + i w to lo + (i + 1) w − 1, and buckets without points are left out. With
 * at most B points w is 1: each point by itself.
 */
final class Buckets {
  private final SeriesPoints points;
  private final long[] step;
  private final double[] min;
  private final double[] max;
  private final double[] mean;
  private final double[] last;
  private final int[] count;
  private final int[] nonFinite;
  private int size;

  private Buckets(SeriesPoints points, int most) {
    this.points = points;
    this.step = new long[most];
    this.min = new double[most];
    this.max = new double[most];
    this.mean = new double[most];
    this.last = new double[most];
    this.count = new int[most];
    this.nonFinite = new int[most];
  }

  /**
   * @param points at least one, steps from 0 to 2^53
   * @param most B, at least 1
   */
  static BucketedSeries cut(
      RunId run, String metric, SeriesPoints points, long fromStep, long toStep, int most) {
    int start = points.indexFrom(fromStep);
    int end = points.indexAfter(toStep);
    int n = end - start;
    Buckets buckets = new Buckets(points, Math.min(n, most));
    long[] steps = points.steps();
    long lo = Math.max(fromStep, steps[0]);
    long hi = Math.min(toStep, steps[steps.length - 1]);
    long width = n <= most ? 1 : Math.ceilDiv(hi - lo + 1, most);
    for (int i = start; i < end; ) {
      long firstStepOfNext = steps[i] - (steps[i] - lo) % width + width;
      int next = i + 1;
      while (next < end && steps[next] < firstStepOfNext) {
        next++;
      }
      buckets.add(i, next);
      i = next;
    }
    return buckets.of(run, metric, n);
  }

  /** A bucket of the points from index {@code from} to before {@code to}. */
  private void add(int from, int to) {
    double[] values = points.values();
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    int finite = 0;
    for (int i = from; i < to; i++) {
      if (Double.isFinite(values[i])) {
        least = Math.min(least, values[i]);
        greatest = Math.max(greatest, values[i]);
        finite++;
      }
    }
    step[size] = points.steps()[from];
    min[size] = finite == 0 ? Double.NaN : least;
    max[size] = finite == 0 ? Double.NaN : greatest;
    mean[size] =
        finite == 0 ? Double.NaN : Math.clamp(mean(values, from, to, finite), least, greatest);
    last[size] = values[to - 1];
    count[size] = to - from;
    nonFinite[size] = to - from - finite;
    size++;
  }

  /**
   * The mean of the finite values, by Neumaier's sum: its error does not grow with their number (A.
   * Neumaier, ZAMM 54, 1974). Values so great that their sum would overflow are divided first.
   */
  private static double mean(double[] values, int from, int to, int finite) {
    double mean = sum(values, from, to, 1) / finite;
    return Double.isFinite(mean) ? mean : 2 * sum(values, from, to, 2.0 * finite);
  }

  private static double sum(double[] values, int from, int to, double divisor) {
    double sum = 0;
    double lost = 0;
    for (int i = from; i < to; i++) {
      if (Double.isFinite(values[i])) {
        double x = values[i] / divisor;
        double next = sum + x;
        lost += Math.abs(sum) >= Math.abs(x) ? (sum - next) + x : (x - next) + sum;
        sum = next;
      }
    }
    return sum + lost;
  }

  private BucketedSeries of(RunId run, String metric, int points) {
    return new BucketedSeries(
        run,
        metric,
        points,
        Arrays.copyOf(step, size),
        Arrays.copyOf(min, size),
        Arrays.copyOf(max, size),
        Arrays.copyOf(mean, size),
        Arrays.copyOf(last, size),
        Arrays.copyOf(count, size),
        Arrays.copyOf(nonFinite, size));
  }
}

package dev.assay.benchmark;

import dev.assay.ingest.MetricBatch;
import dev.assay.series.PointBatch;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a run logs, batch after batch; equal for equal arguments. The metrics of a step share its
 * time; steps are 250 ms apart, give or take.
 */
final class RunFeed {
  private static final long START = 1_767_225_600_000L; // 2026-01-01
  private static final long STEP_MILLIS = 250;

  private final long seed;
  private final List<String> names;
  private final int stepsPerBatch;
  private final int stride;
  private final double length;
  private final long firstStep;
  private long logged;

  /**
   * @param stride every so many steps are logged
   * @param length steps logged of the whole run, of which the curves are drawn
   */
  RunFeed(
      long seed, List<String> names, int stepsPerBatch, int stride, long length, long firstStep) {
    this.seed = seed;
    this.names = names;
    this.stepsPerBatch = stepsPerBatch;
    this.stride = stride;
    this.length = length;
    this.firstStep = firstStep;
  }

  /** Of a long run; every second one logs every tenth step. */
  RunFeed(long seed, List<String> names, int stepsPerBatch) {
    this(seed, names, stepsPerBatch, stride(seed), 200_000, 0);
  }

  static int stride(long seed) {
    return seed % 2 == 0 ? 1 : 10;
  }

  static List<String> names(int metrics) {
    return IntStream.range(0, metrics).mapToObj("train/layers.%04d/metric"::formatted).toList();
  }

  MetricBatch next() {
    int n = names.size() * stepsPerBatch;
    PointBatch points = new PointBatch(new int[n], new long[n], new long[n], new double[n]);
    for (int metric = 0, i = 0; metric < names.size(); metric++) {
      Curve curve = Curve.of(metric);
      for (int s = 0; s < stepsPerBatch; s++, i++) {
        long k = logged + s;
        points.metricIds()[i] = metric;
        points.steps()[i] = firstStep + stride * k;
        points.timesMillis()[i] = timeMillis(k);
        points.values()[i] = curve.at(Math.min(1, k / length), bits(k, metric));
      }
    }
    logged += stepsPerBatch;
    return new MetricBatch(names, points);
  }

  private long timeMillis(long k) {
    return START + STEP_MILLIS * stride * k + (bits(k, -1) & 31);
  }

  private long bits(long k, int metric) {
    return Curve.mix((seed << 48) + ((long) metric << 32) + k + 0x9e3779b97f4a7c15L);
  }
}

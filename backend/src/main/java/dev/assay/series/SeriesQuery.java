package dev.assay.series;

import dev.assay.problem.Problem;
import dev.assay.runs.RunId;
import java.util.List;

/**
 * Which series a chart wants, and how finely.
 *
 * @param runs 1 to 100
 * @param metrics names, 1 to 100
 * @param buckets the most buckets per series, 1 to 10,000
 * @param fromStep first step, inclusive
 * @param toStep last step, inclusive
 */
public record SeriesQuery(
    List<RunId> runs, List<String> metrics, int buckets, long fromStep, long toStep) {
  private static final int MOST_RUNS = 100;
  private static final int MOST_METRICS = 100;
  private static final int MOST_BUCKETS = 10_000;

  public SeriesQuery {
    runs = List.copyOf(runs);
    metrics = List.copyOf(metrics);
    if (runs.isEmpty() || runs.size() > MOST_RUNS) {
      throw new Problem.Invalid(
          "runs", runs.size() + " ids", "1 to " + MOST_RUNS + " runs can be read at once");
    }
    if (metrics.isEmpty() || metrics.size() > MOST_METRICS) {
      throw new Problem.Invalid(
          "metrics",
          metrics.size() + " names",
          "1 to " + MOST_METRICS + " metrics can be read at once");
    }
    if (buckets < 1 || buckets > MOST_BUCKETS) {
      throw new Problem.Invalid(
          "buckets", buckets, "a series has 1 to " + MOST_BUCKETS + " buckets");
    }
    if (fromStep > toStep) {
      throw new Problem.Invalid(
          "fromStep", fromStep, "it must not be greater than toStep, " + toStep);
    }
  }
}

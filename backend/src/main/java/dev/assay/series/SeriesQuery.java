package dev.assay.series;

import dev.assay.problem.Problem;
import dev.assay.runs.RunId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which series a chart wants, and how finely.
 *
 * @param runs 1 to 100
 * @param metrics names, 1 to 100
 * @param buckets the most buckets per series, 1 to 10,000; over all series at most 1,000,000
 * @param axis what {@code from} and {@code to} are values of, and buckets are cut by
 * @param from first value, inclusive
 * @param to last value, inclusive
 * @param since where an earlier reading of the same query ended, to read only what has changed
 */
public record SeriesQuery(
    List<RunId> runs,
    List<String> metrics,
    int buckets,
    Axis axis,
    double from,
    double to,
    @Nullable String since) {
  private static final int MOST_RUNS = 100;
  private static final int MOST_METRICS = 100;
  private static final int MOST_BUCKETS = 10_000;
  private static final int MOST_BUCKETS_OF_ALL = 1_000_000;

  public SeriesQuery {
    runs = List.copyOf(runs);
    metrics = List.copyOf(metrics);
    check(runs);
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
    if ((long) runs.size() * metrics.size() * buckets > MOST_BUCKETS_OF_ALL) {
      throw new Problem.Invalid(
          "buckets",
          buckets,
          "%d series can have at most %d buckets each"
              .formatted(
                  runs.size() * metrics.size(),
                  MOST_BUCKETS_OF_ALL / (runs.size() * metrics.size())));
    }
    if (Double.isNaN(from) || Double.isNaN(to) || from > to) {
      throw new Problem.Invalid("from", from, "it must not be greater than to, " + to);
    }
  }

  static void check(List<RunId> runs) {
    if (runs.isEmpty() || runs.size() > MOST_RUNS) {
      throw new Problem.Invalid(
          "runs", runs.size() + " ids", "1 to " + MOST_RUNS + " runs can be read at once");
    }
  }

  /** Whole series by step. */
  public static SeriesQuery whole(List<RunId> runs, List<String> metrics, int buckets) {
    return new SeriesQuery(
        runs,
        metrics,
        buckets,
        new Axis.Step(),
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        null);
  }

  /** The most buckets an answer can have. */
  int mostBuckets() {
    return runs.size() * metrics.size() * buckets;
  }

  boolean isWhole() {
    return from == Double.NEGATIVE_INFINITY && to == Double.POSITIVE_INFINITY;
  }
}

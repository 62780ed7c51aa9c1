package dev.assay.ingest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.assay.problem.Problem;
import dev.assay.runs.Recording;
import dev.assay.runs.RunId;
import dev.assay.runs.RunPurging;
import dev.assay.series.MetricSummary;
import dev.assay.series.Series;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Which metrics a run has, so that it does not get too many. Cached for the runs that are being
 * written; several servers on one database may together let through a few more.
 */
@Component
class MetricsOfRuns {
  static final int MOST_METRICS = 10_000;
  private static final long MOST_NAMES_CACHED = 1_000_000;
  private static final Duration CACHED_FOR = Duration.ofMinutes(10);

  private final Recording recording;
  private final Series series;
  private final Cache<RunId, Set<String>> names =
      Caffeine.newBuilder()
          .maximumWeight(MOST_NAMES_CACHED)
          .weigher((RunId _, Set<String> set) -> 1 + set.size())
          .expireAfterAccess(CACHED_FOR)
          .build();

  MetricsOfRuns(Recording recording, Series series) {
    this.recording = recording;
    this.series = series;
  }

  /**
   * Lets these metrics into the run.
   *
   * @throws Problem.NotFound when there is no such run
   * @throws Problem.Conflict when it is deleted
   * @throws Problem.Invalid when it would have too many
   */
  void admit(RunId run, Collection<String> metrics) {
    recording.require(run);
    if (!names.get(run, this::load).containsAll(metrics)) {
      names
          .asMap()
          .compute(run, (_, present) -> union(run, present == null ? load(run) : present, metrics));
    }
  }

  @EventListener
  void forget(RunPurging event) {
    names.invalidate(event.run());
  }

  private Set<String> load(RunId run) {
    return series.metrics(run).stream()
        .map(MetricSummary::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Set<String> union(RunId run, Set<String> present, Collection<String> metrics) {
    Set<String> all =
        Stream.concat(present.stream(), metrics.stream()).collect(Collectors.toUnmodifiableSet());
    if (all.size() > MOST_METRICS) {
      throw new Problem.Invalid(
          "metrics",
          "%d new names for run %s, which has %d"
              .formatted(all.size() - present.size(), run, present.size()),
          "a run has at most " + MOST_METRICS + " metrics");
    }
    return all;
  }
}

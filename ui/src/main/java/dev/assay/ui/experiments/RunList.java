package dev.assay.ui.experiments;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.query.RunSearch;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.series.MetricSummary;
import dev.assay.series.Series;
import dev.assay.ui.charts.HeadlineMetrics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Reads the runs of an experiment, newest first, with their headline metrics. */
@Component
class RunList {
  private final RunSearch search;
  private final Series series;

  RunList(RunSearch search, Series series) {
    this.search = search;
    this.series = series;
  }

  /** What is wrong with a filter; empty when nothing is. */
  Optional<String> refusal(ExperimentId experiment, RunFilter filter) {
    try {
      search.ids(filter.query(experiment), PageRequest.first(1));
      return Optional.empty();
    } catch (Problem.Invalid e) {
      return Optional.ofNullable(e.getMessage());
    }
  }

  /** The runs that a filter accepts. */
  Page<RunRow> page(ExperimentId experiment, RunFilter filter, PageRequest request) {
    Page<Run> page = search.search(filter.query(experiment), request);
    return new Page<>(rows(page.items()), page.nextCursor());
  }

  private List<RunRow> rows(List<Run> found) {
    if (found.isEmpty()) {
      return List.of();
    }
    List<RunId> ids = found.stream().map(Run::id).toList();
    Map<RunId, Map<String, MetricSummary>> metrics = series.latest(ids, HeadlineMetrics.ALL);
    return found.stream()
        .map(run -> RunRow.of(run, metrics.getOrDefault(run.id(), Map.of())))
        .toList();
  }
}

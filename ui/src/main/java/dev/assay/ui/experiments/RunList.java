package dev.assay.ui.experiments;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import dev.assay.series.MetricSummary;
import dev.assay.series.Series;
import dev.assay.ui.charts.HeadlineMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads the runs of an experiment, newest first, with their headline metrics. */
@Component
class RunList {
  private final Runs runs;
  private final Series series;

  RunList(Runs runs, Series series) {
    this.runs = runs;
    this.series = series;
  }

  /**
   * The runs that a filter accepts. It reads on until there are as many as asked for, or no more; a
   * page may hold more than asked for.
   */
  Page<RunRow> page(ExperimentId experiment, RunFilter filter, PageRequest request) {
    List<Run> found = new ArrayList<>();
    int size = filter.isEmpty() ? request.limit() : PageRequest.MAX_LIMIT;
    @Nullable String cursor = request.cursor();
    do {
      Page<Run> page = runs.list(experiment, new PageRequest(size, cursor));
      page.items().stream().filter(filter::accepts).forEach(found::add);
      cursor = page.nextCursor();
    } while (cursor != null && found.size() < request.limit());
    return new Page<>(rows(found), cursor);
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

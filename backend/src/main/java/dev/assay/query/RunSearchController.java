package dev.assay.query;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.RunView;
import dev.assay.runs.Shelf;
import dev.assay.series.MetricSummary;
import dev.assay.series.Series;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/runs")
class RunSearchController {
  private static final String ALL = "*";
  private static final int MOST_METRICS = 100;
  private static final int MOST_RUNS_WITH_ALL_METRICS = 100;

  private final RunSearch search;
  private final Series series;

  RunSearchController(RunSearch search, Series series) {
    this.search = search;
    this.series = series;
  }

  /**
   * @param last may be NaN or infinite
   * @param min of finite values; NaN when there is none
   */
  record MetricView(
      double last, double min, double max, double mean, long points, long lastStep, Instant at) {
    static MetricView of(MetricSummary m) {
      return new MetricView(
          m.lastValue(), m.min(), m.max(), m.mean(), m.points(), m.lastStep(), m.lastTime());
    }
  }

  record FoundView(RunView run, Map<String, MetricView> metrics) {}

  @Operation(summary = "Runs by what is recorded of them")
  @GetMapping
  Page<FoundView> search(
      @Parameter(description = "ids of experiments; all when left out")
          @RequestParam(defaultValue = "")
          List<Long> experiment,
      @Parameter(
              description = "in the search language",
              example = "metrics.loss < 2.5 and params.lr > 0.0001 and start_time > -7d")
          @RequestParam(defaultValue = "")
          String filter,
      @Parameter(description = "one after the other", example = "metrics.loss desc")
          @RequestParam(defaultValue = "")
          List<String> orderBy,
      @RequestParam(defaultValue = "ACTIVE") Set<Shelf> shelf,
      @Parameter(description = "metrics that are wanted with the runs; * for all")
          @RequestParam(defaultValue = "")
          List<String> metric,
      @RequestParam @Nullable Integer limit,
      @RequestParam @Nullable String cursor) {
    return found(new Search(experiment, filter, orderBy, shelf, metric, limit, cursor));
  }

  /** The same for what is too long for an address. */
  @Schema(
      example =
          """
          {"experiments": [1], "filter": "metrics.val/loss < 2.5 and params.lr > 0.0001 and start_time > -7d",
           "orderBy": ["metrics.val/loss"], "shelves": ["ACTIVE"], "metrics": ["val/loss"], "limit": 50}
          """)
  record Search(
      @Nullable List<@NotNull Long> experiments,
      @Nullable String filter,
      @Nullable List<@NotNull String> orderBy,
      @Nullable Set<@NotNull Shelf> shelves,
      @Nullable List<@NotNull String> metrics,
      @Nullable Integer limit,
      @Nullable String cursor) {
    RunQuery query() {
      return RunQuery.parse(
          orEmpty(experiments).stream().map(ExperimentId::new).toList(),
          shelves == null || shelves.isEmpty() ? Set.of(Shelf.ACTIVE) : shelves,
          filter == null ? "" : filter,
          orEmpty(orderBy));
    }
  }

  @Operation(summary = "Runs by what is recorded of them")
  @PostMapping("/search")
  Page<FoundView> search(@Valid @RequestBody Search search) {
    return found(search);
  }

  private Page<FoundView> found(Search wanted) {
    PageRequest request = PageRequest.of(wanted.limit(), wanted.cursor());
    List<String> names = orEmpty(wanted.metrics());
    check(names, request);
    Page<Run> page = search.search(wanted.query(), request);
    Map<RunId, Collection<MetricSummary>> metrics =
        metrics(page.items().stream().map(Run::id).toList(), names);
    return page.map(
        run -> new FoundView(RunView.of(run), views(metrics.getOrDefault(run.id(), List.of()))));
  }

  private static void check(List<String> names, PageRequest request) {
    if (names.size() > MOST_METRICS) {
      throw new Problem.Invalid(
          "metric",
          names.size() + " metrics",
          "at most " + MOST_METRICS + " are wanted, or all: *");
    }
    if (names.contains(ALL) && request.limit() > MOST_RUNS_WITH_ALL_METRICS) {
      throw new Problem.Invalid(
          "limit",
          request.limit(),
          "a page with all metrics has at most " + MOST_RUNS_WITH_ALL_METRICS + " runs");
    }
  }

  private Map<RunId, Collection<MetricSummary>> metrics(List<RunId> runs, List<String> names) {
    if (names.isEmpty() || runs.isEmpty()) {
      return Map.of();
    }
    if (names.contains(ALL)) {
      return Map.copyOf(series.metrics(runs));
    }
    Map<RunId, Collection<MetricSummary>> chosen = new HashMap<>();
    series.latest(runs, names).forEach((run, ofRun) -> chosen.put(run, ofRun.values()));
    return chosen;
  }

  private static Map<String, MetricView> views(Collection<MetricSummary> metrics) {
    Map<String, MetricView> views = new TreeMap<>();
    metrics.forEach(m -> views.put(m.name(), MetricView.of(m)));
    return views;
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}

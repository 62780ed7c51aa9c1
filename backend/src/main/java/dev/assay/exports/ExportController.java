package dev.assay.exports;

import dev.assay.query.RunQuery;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.RunId;
import dev.assay.runs.Shelf;
import dev.assay.series.MetricSummary;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Points and runs as tables, made while they are sent. */
@RestController
@RequestMapping("/api/v1/runs")
class ExportController {
  private static final String ROWS = "X-Assay-Rows";

  private final PointTable points;
  private final RunTable runs;
  private final Sending sending;

  ExportController(PointTable points, RunTable runs, Sending sending) {
    this.points = points;
    this.runs = runs;
    this.sending = sending;
  }

  @Operation(
      summary = "The points of a run as a table",
      description =
          "Columns metric, step, time, value; metric by metric. The header X-Assay-Rows says how many rows"
              + " there were at its beginning; a run that goes on may have more of them.")
  @GetMapping("/{id}/export")
  void points(
      @Parameter(schema = @Schema(type = "string", format = "uuid")) @PathVariable RunId id,
      @Parameter(description = "csv or parquet") @RequestParam(defaultValue = "csv") String format,
      @Parameter(description = "metrics; all when left out") @RequestParam(defaultValue = "")
          Set<String> metric,
      @Parameter(description = "leaves texts as they are that a spreadsheet takes for formulas")
          @RequestParam(defaultValue = "false")
          boolean raw,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    TableFormat wanted = TableFormat.named(format);
    List<MetricSummary> metrics = points.metrics(id, metric);
    long rows = metrics.stream().mapToLong(MetricSummary::points).sum();
    sending.send(
        new Sending.File("run-" + id + wanted.extension(), wanted.mediaType()),
        request,
        response,
        out -> {
          response.setHeader(ROWS, Long.toString(rows));
          points.write(id, metrics, wanted.write(out, PointTable.COLUMNS, raw));
        });
  }

  @Operation(
      summary = "Runs that are searched for, as a table",
      description =
          "One row per run, in the order of the search: what is known of it, then `params.*`, `tags.*` and"
              + " `metrics.*`. The header X-Assay-Rows says how many rows there are.")
  @GetMapping("/export")
  void runs(
      @Parameter(description = "ids of experiments; all when left out")
          @RequestParam(defaultValue = "")
          List<Long> experiment,
      @Parameter(description = "in the search language") @RequestParam(defaultValue = "")
          String filter,
      @RequestParam(defaultValue = "") List<String> orderBy,
      @RequestParam(defaultValue = "ACTIVE") Set<Shelf> shelf,
      @Parameter(description = "all when left out") @RequestParam(defaultValue = "*")
          List<String> metric,
      @Parameter(description = "of each metric: last, min, max, mean")
          @RequestParam(defaultValue = "last")
          List<String> statistics,
      @Parameter(description = "csv or parquet") @RequestParam(defaultValue = "csv") String format,
      @RequestParam(defaultValue = "false") boolean raw,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    send(
        new RunExport(experiment, filter, orderBy, shelf, metric, statistics, format, raw),
        request,
        response);
  }

  /** The same for what is too long for an address; what is left out is as it is there. */
  @Schema(
      example =
          """
          {"experiments": [1], "filter": "metrics.loss < 2.5", "orderBy": ["metrics.loss"],
           "metrics": ["loss"], "statistics": ["last", "min"], "format": "parquet"}
          """)
  record RunExport(
      @Nullable List<Long> experiments,
      @Nullable String filter,
      @Nullable List<String> orderBy,
      @Nullable Set<Shelf> shelves,
      @Nullable List<String> metrics,
      @Nullable List<String> statistics,
      @Nullable String format,
      @Nullable Boolean raw) {
    RunTable.Wanted wanted() {
      RunQuery query =
          RunQuery.parse(
              or(experiments, List.<Long>of()).stream().map(ExperimentId::new).toList(),
              shelves == null || shelves.isEmpty() ? Set.of(Shelf.ACTIVE) : shelves,
              filter == null ? "" : filter,
              or(orderBy, List.of()));
      return new RunTable.Wanted(
          query,
          or(metrics, List.of("*")),
          Statistic.named(or(statistics, List.of("last"))),
          tableFormat() == TableFormat.PARQUET);
    }

    TableFormat tableFormat() {
      return TableFormat.named(format == null ? "csv" : format);
    }

    private static <T> List<T> or(@Nullable List<T> list, List<T> other) {
      return list == null ? other : list;
    }
  }

  @Operation(summary = "Runs that are searched for, as a table")
  @PostMapping("/export")
  void runs(@RequestBody RunExport wanted, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    send(wanted, request, response);
  }

  private void send(RunExport wanted, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    TableFormat format = wanted.tableFormat();
    RunTable.Wanted what = wanted.wanted();
    sending.send(
        new Sending.File("runs" + format.extension(), format.mediaType()),
        request,
        response,
        out -> {
          RunTable.Plan plan = runs.plan(what);
          response.setHeader(ROWS, Integer.toString(plan.runs().size()));
          boolean raw = wanted.raw() != null && wanted.raw();
          runs.write(plan, format.write(out, plan.columns(), raw));
        });
  }
}

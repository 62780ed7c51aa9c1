package dev.assay.exports;

import dev.assay.problem.Problem;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import dev.assay.series.MetricSummary;
import dev.assay.series.Series;
import dev.assay.tables.TableColumn;
import dev.assay.tables.TableWriter;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The points of a run in long form: metric, step, time, value; metric by metric, step by step. */
@Component
class PointTable {
  static final List<TableColumn> COLUMNS =
      List.of(
          TableColumn.text("metric"),
          TableColumn.integer("step"),
          TableColumn.time("time"),
          TableColumn.number("value"));

  private final Runs runs;
  private final Series series;
  private final PointPages pages;

  PointTable(Runs runs, Series series, PointPages pages) {
    this.runs = runs;
    this.series = series;
    this.pages = pages;
  }

  /**
   * The metrics of a run that are wanted, and how many points they have.
   *
   * @param names all when there are none
   * @throws Problem.NotFound when there is no such run, or it has no metric of that name
   */
  List<MetricSummary> metrics(RunId run, Set<String> names) {
    runs.get(run);
    List<MetricSummary> all = series.metrics(run);
    for (String name : names) {
      if (all.stream().noneMatch(m -> m.name().equals(name))) {
        throw new Problem.NotFound("metric", name + " of run " + run);
      }
    }
    return names.isEmpty() ? all : all.stream().filter(m -> names.contains(m.name())).toList();
  }

  /** Each series is as it was when its page was read; there is little more than one in memory. */
  void write(RunId run, List<MetricSummary> metrics, TableWriter table) throws IOException {
    pages.of(run, metrics, (metric, page) -> write(metric, page, table));
    table.finish();
  }

  private static void write(String metric, Series.Points page, TableWriter table)
      throws IOException {
    for (int i = 0; i < page.steps().length; i++) {
      table.row(
          new @Nullable Object[] {
            metric, page.steps()[i], Instant.ofEpochMilli(page.timesMillis()[i]), page.values()[i]
          });
    }
  }
}

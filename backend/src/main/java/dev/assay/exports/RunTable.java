package dev.assay.exports;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.query.RunQuery;
import dev.assay.query.RunSearch;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.Experiments;
import dev.assay.runs.Params;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.RunKeys;
import dev.assay.runs.Runs;
import dev.assay.series.MetricSummary;
import dev.assay.series.Series;
import dev.assay.tables.TableColumn;
import dev.assay.tables.TableWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Runs that were searched for, one per row: what is known of each, then its params, tags and
 * metrics, each in a column of its own. The columns are those that any of the runs has.
 */
@Component
class RunTable {
  private static final String ALL = "*";
  private static final int MOST_RUNS = 100_000;
  private static final int MOST_COLUMNS = 5000;
  private static final int RUNS_AT_ONCE = 100;

  private final RunSearch search;
  private final Runs runs;
  private final RunKeys keys;
  private final Experiments experiments;
  private final Series series;

  RunTable(RunSearch search, Runs runs, RunKeys keys, Experiments experiments, Series series) {
    this.search = search;
    this.runs = runs;
    this.keys = keys;
    this.experiments = experiments;
    this.series = series;
  }

  /**
   * What is wanted.
   *
   * @param metrics their names; {@code *} for all
   * @param typed whether a param that is a number in all runs makes a column of numbers; else its
   *     texts stay as they were given
   */
  record Wanted(RunQuery query, List<String> metrics, List<Statistic> statistics, boolean typed) {
    boolean allMetrics() {
      return metrics.contains(ALL);
    }
  }

  /**
   * The runs that were found and the columns that they need, as they were at one moment; the cells
   * are read later.
   *
   * @param params by their addresses: whether they are numbers
   */
  record Plan(
      List<RunId> runs,
      SortedMap<String, Boolean> params,
      SortedSet<String> tags,
      SortedSet<String> metrics,
      Wanted wanted) {
    List<TableColumn> columns() {
      List<TableColumn> all = new ArrayList<>(FIXED.stream().map(Fixed::column).toList());
      params.forEach(
          (key, number) ->
              all.add(
                  wanted.typed() && number
                      ? TableColumn.number("params." + key)
                      : TableColumn.text("params." + key)));
      tags.forEach(key -> all.add(TableColumn.text("tags." + key)));
      for (String metric : metrics) {
        wanted.statistics().forEach(s -> all.add(TableColumn.number(s.column(metric))));
      }
      return all;
    }

    private void requireFewColumns() {
      long n =
          FIXED.size()
              + params.size()
              + tags.size()
              + (long) metrics.size() * wanted.statistics().size();
      if (n > MOST_COLUMNS) {
        throw new Problem.Invalid(
            "columns",
            "more than " + MOST_COLUMNS,
            "the runs found have %d params, %d tags and %d metrics or more; a table has at most %d columns: find fewer runs, or name the metrics"
                .formatted(params.size(), tags.size(), metrics.size(), MOST_COLUMNS));
      }
    }
  }

  private record Fixed(TableColumn column, Function<Row, @Nullable Object> cell) {}

  private record Row(Run run, String experiment) {}

  private static final List<Fixed> FIXED =
      List.of(
          new Fixed(TableColumn.text("id"), r -> r.run.id().toString()),
          new Fixed(TableColumn.text("experiment"), Row::experiment),
          new Fixed(TableColumn.text("name"), r -> r.run.name()),
          new Fixed(TableColumn.text("status"), r -> r.run.status().name()),
          new Fixed(TableColumn.text("group"), r -> r.run.group()),
          new Fixed(
              TableColumn.text("parent"),
              r -> r.run.parent() == null ? null : r.run.parent().toString()),
          new Fixed(TableColumn.text("user"), r -> r.run.createdBy()),
          new Fixed(TableColumn.time("start_time"), r -> r.run.startedAt()),
          new Fixed(TableColumn.time("end_time"), r -> r.run.endedAt()),
          new Fixed(TableColumn.number("duration_seconds"), r -> duration(r.run)),
          new Fixed(TableColumn.text("failure"), r -> r.run.failure()),
          new Fixed(TableColumn.text("learnt"), r -> r.run.learnt()));

  private static @Nullable Double duration(Run run) {
    @Nullable Instant start = run.startedAt();
    @Nullable Instant end = run.endedAt();
    return start == null || end == null ? null : Duration.between(start, end).toMillis() / 1000.0;
  }

  /**
   * Finds the runs.
   *
   * @throws Problem.Invalid when the query is none, or the runs or columns are too many
   */
  Plan plan(Wanted wanted) {
    Plan plan =
        new Plan(find(wanted.query()), new TreeMap<>(), new TreeSet<>(), new TreeSet<>(), wanted);
    if (!wanted.allMetrics()) {
      plan.metrics.addAll(wanted.metrics());
    }
    for (List<RunId> some : inParts(plan.runs)) {
      keys.params(some)
          .forEach((key, number) -> plan.params.merge(key, number, Boolean::logicalAnd));
      plan.tags.addAll(keys.tags(some));
      if (wanted.allMetrics()) {
        series
            .metrics(some)
            .values()
            .forEach(ofRun -> ofRun.forEach(m -> plan.metrics.add(m.name())));
      }
      plan.requireFewColumns();
    }
    return plan;
  }

  private List<RunId> find(RunQuery query) {
    List<RunId> found = new ArrayList<>();
    @Nullable String cursor = null;
    do {
      Page<RunId> page = search.ids(query, new PageRequest(PageRequest.MAX_LIMIT, cursor));
      found.addAll(page.items());
      if (found.size() > MOST_RUNS) {
        throw new Problem.Invalid(
            "filter", "true for more than " + MOST_RUNS + " runs", "a table has at most so many");
      }
      cursor = page.nextCursor();
    } while (cursor != null);
    return found;
  }

  private static List<List<RunId>> inParts(List<RunId> all) {
    List<List<RunId>> parts = new ArrayList<>();
    for (int from = 0; from < all.size(); from += RUNS_AT_ONCE) {
      parts.add(all.subList(from, Math.min(all.size(), from + RUNS_AT_ONCE)));
    }
    return parts;
  }

  /** Writes the rows; a run that was purged meanwhile has none. */
  void write(Plan plan, TableWriter table) throws IOException {
    List<TableColumn> columns = plan.columns();
    Map<ExperimentId, String> names = new HashMap<>();
    for (List<RunId> some : inParts(plan.runs)) {
      Map<RunId, Map<String, MetricSummary>> metrics = metrics(some, plan.wanted);
      for (Run run : runs.all(some)) {
        String experiment =
            names.computeIfAbsent(run.experimentId(), id -> experiments.get(id).name());
        Map<String, MetricSummary> ofRun = metrics.getOrDefault(run.id(), Map.of());
        table.row(cells(new Row(run, experiment), ofRun, plan, columns));
      }
    }
    table.finish();
  }

  private Map<RunId, Map<String, MetricSummary>> metrics(List<RunId> some, Wanted wanted) {
    if (!wanted.allMetrics()) {
      return series.latest(some, wanted.metrics());
    }
    Map<RunId, Map<String, MetricSummary>> all = new HashMap<>();
    series.metrics(some).forEach((run, ofRun) -> all.put(run, byName(ofRun)));
    return all;
  }

  private static Map<String, MetricSummary> byName(Collection<MetricSummary> metrics) {
    Map<String, MetricSummary> byName = new HashMap<>();
    metrics.forEach(m -> byName.put(m.name(), m));
    return byName;
  }

  private static @Nullable Object[] cells(
      Row row, Map<String, MetricSummary> metrics, Plan plan, List<TableColumn> columns) {
    @Nullable Object[] cells = new @Nullable Object[columns.size()];
    int at = 0;
    for (Fixed fixed : FIXED) {
      cells[at++] = fixed.cell.apply(row);
    }
    Map<String, JsonNode> params = row.run.params().values();
    for (String key : plan.params.keySet()) {
      cells[at] = param(params.get(key), columns.get(at).kind());
      at++;
    }
    for (String key : plan.tags) {
      cells[at++] = row.run.tags().get(key);
    }
    for (String name : plan.metrics) {
      @Nullable MetricSummary metric = metrics.get(name);
      for (Statistic statistic : plan.wanted.statistics()) {
        cells[at++] = metric == null ? null : (Object) statistic.of(metric);
      }
    }
    return cells;
  }

  private static @Nullable Object param(@Nullable JsonNode value, TableColumn.Kind kind) {
    if (value == null) {
      return null;
    }
    String text = Params.text(value);
    return kind == TableColumn.Kind.NUMBER ? number(text) : text;
  }

  /** Null for what became another kind of value after the columns were chosen. */
  private static @Nullable Double number(String text) {
    try {
      return new BigDecimal(text).doubleValue();
    } catch (NumberFormatException e) {
      return null;
    }
  }
}

package dev.assay.ui.workspace;

import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.query.Operand;
import dev.assay.query.Operand.Kind;
import dev.assay.query.RunGroup;
import dev.assay.query.RunQuery;
import dev.assay.query.RunSearch;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import dev.assay.series.MetricSummary;
import dev.assay.series.Series;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Reads the rows of the table: first which runs in which order, then of some of them what is shown.
 */
@Component
class TableReader {
  /** So many runs a table has at most; of more, the first in its order. */
  static final int MOST_RUNS = 100_000;

  /** Each is another table to be joined for all runs. */
  static final int MOST_SUMMED_UP = 10;

  private final RunSearch search;
  private final Runs runs;
  private final Elsewhere elsewhere;
  private final Series series;

  TableReader(RunSearch search, Runs runs, Elsewhere elsewhere, Series series) {
    this.search = search;
    this.runs = runs;
    this.elsewhere = elsewhere;
    this.series = series;
  }

  /**
   * The places of a table: ids only, so that 10,000 runs take half a megabyte and any of them is
   * read at once.
   *
   * @throws Problem.Invalid when the filter, the order or the groups are none
   */
  Places places(ExperimentId experiment, Look look, List<ColumnSpec> columns) {
    RunQuery query = look.filter().query(experiment, look.sort());
    if (look.group().isEmpty()) {
      return Places.ofRuns(search.all(query, MOST_RUNS));
    }
    List<Operand> numbers = summedUp(columns);
    List<RunGroup> groups = search.groups(query, look.group(), numbers, MOST_RUNS);
    return Places.ofGroups(
        groups.stream().map(group -> new Row.OfGroup(group, numbers(group, numbers))).toList());
  }

  /** Metrics, and what else is a number; params may be, which only their values tell. */
  static List<Operand> summedUp(List<ColumnSpec> columns) {
    return columns.stream()
        .map(ColumnSpec::operand)
        .filter(
            o ->
                o.kind() == Kind.METRIC
                    || o.kind() == Kind.PARAM
                    || (o.kind() == Kind.ATTRIBUTE && o.key().equals("duration")))
        .limit(MOST_SUMMED_UP)
        .toList();
  }

  private static Map<String, RunGroup.Aggregate> numbers(RunGroup group, List<Operand> of) {
    Map<String, RunGroup.Aggregate> numbers = new LinkedHashMap<>();
    for (int i = 0; i < of.size(); i++) {
      numbers.put(of.get(i).inWords(), group.numbers().get(i));
    }
    return numbers;
  }

  /** Runs as rows; those that have been purged meanwhile are left out. */
  List<Row> rows(List<RunId> ids, List<ColumnSpec> columns, boolean inGroup) {
    List<Run> found = runs.all(ids);
    Map<RunId, Map<String, MetricSummary>> metrics = metrics(ids, columns);
    Map<RunId, Map<String, String>> more = elsewhere.of(found, columns);
    List<Row> rows = new ArrayList<>();
    for (Run run : found) {
      rows.add(
          new Row.OfRun(
              run,
              metrics.getOrDefault(run.id(), Map.of()),
              more.getOrDefault(run.id(), Map.of()),
              inGroup));
    }
    return rows;
  }

  private Map<RunId, Map<String, MetricSummary>> metrics(
      List<RunId> ids, List<ColumnSpec> columns) {
    Set<String> names = new HashSet<>();
    for (ColumnSpec column : columns) {
      if (column.operand().kind() == Kind.METRIC) {
        names.add(column.operand().key());
      }
    }
    return ids.isEmpty() || names.isEmpty() ? new HashMap<>() : series.latest(ids, names);
  }

  /** The runs that were begun last. */
  List<Run> newest(ExperimentId experiment, int most) {
    return runs.list(experiment, PageRequest.first(most)).items();
  }
}

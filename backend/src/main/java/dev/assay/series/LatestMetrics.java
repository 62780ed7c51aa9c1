package dev.assay.series;

import static dev.assay.schema.Tables.METRIC_LINEAGE;
import static dev.assay.schema.Tables.METRIC_SERIES;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.when;

import dev.assay.runs.RunId;
import dev.assay.schema.tables.MetricLineage;
import dev.assay.schema.tables.MetricSeries;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToDoubleFunction;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * What runs have measured last, as columns of a query of SQL. What is in chunks comes from {@code
 * metric_series}; of runs that have points in the tail, all of it is given to the query.
 */
public final class LatestMetrics {
  private static final MetricLineage OWN = METRIC_LINEAGE.as("own_branch");

  private final Map<String, Integer> ids;
  private final Map<RunId, Map<String, MetricSummary>> inTail;

  LatestMetrics(Map<String, Integer> ids, Map<RunId, Map<String, MetricSummary>> inTail) {
    this.ids = ids;
    this.inTail = inTail;
  }

  /**
   * A metric joined to a table.
   *
   * @param from the table with what was joined to it
   * @param last may be NaN or infinite; null where the run has no point of the metric
   * @param min of finite values; null where there is none
   * @param max of finite values; null where there is none
   * @param mean of finite values; null where there is none
   */
  public record Joined(
      Table<?> from,
      Field<Double> last,
      Field<Double> min,
      Field<Double> max,
      Field<Double> mean) {}

  /** Joins what all metrics need, once. */
  public Table<?> joinBranches(Table<?> from, Field<UUID> runId) {
    return from.leftJoin(OWN).on(OWN.RUN_ID.eq(runId)).and(OWN.TO_STEP.isNull());
  }

  /**
   * Joins a metric to a table that has branches joined already.
   *
   * @param alias not used for anything else in the query
   */
  public Joined join(Table<?> from, Field<UUID> runId, String metric, String alias) {
    @Nullable Integer id = ids.get(metric);
    if (id == null) {
      Field<Double> none = inline(null, SQLDataType.DOUBLE);
      return new Joined(from, none, none, none, none);
    }
    MetricSeries stored = METRIC_SERIES.as(alias);
    Table<?> joined =
        from.leftJoin(stored)
            .on(stored.BRANCH_ID.eq(coalesce(OWN.BRANCH_ID, runId)))
            .and(stored.METRIC_ID.eq(id));
    Map<RunId, MetricSummary> runs = new LinkedHashMap<>();
    inTail.forEach(
        (run, ofRun) -> {
          @Nullable MetricSummary summary = ofRun.get(metric);
          if (summary != null) {
            runs.put(run, summary);
          }
        });
    if (runs.isEmpty()) {
      return new Joined(
          joined, stored.LAST_VALUE, stored.MIN_VALUE, stored.MAX_VALUE, stored.MEAN_VALUE);
    }
    String tail = alias + "_tail";
    joined = joined.leftJoin(tail(runs, tail)).on(column(tail, "run_id", UUID.class).eq(runId));
    Field<UUID> there = column(tail, "run_id", UUID.class);
    return new Joined(
        joined,
        newest(there, column(tail, "last", Double.class), stored.LAST_VALUE),
        newest(there, column(tail, "min", Double.class), stored.MIN_VALUE),
        newest(there, column(tail, "max", Double.class), stored.MAX_VALUE),
        newest(there, column(tail, "mean", Double.class), stored.MEAN_VALUE));
  }

  private static Field<Double> newest(Field<UUID> there, Field<Double> tail, Field<Double> stored) {
    return when(there.isNotNull(), tail).otherwise(stored);
  }

  private static <T> Field<T> column(String table, String column, Class<T> type) {
    return field(name(table, column), type);
  }

  /**
   * Five arrays are five bound values, however many runs there are; jOOQ's own unnest takes one.
   */
  private static Table<?> tail(Map<RunId, MetricSummary> runs, String alias) {
    Collection<MetricSummary> summaries = runs.values();
    return table(
            "unnest({0}, {1}, {2}, {3}, {4})",
            val(runs.keySet().stream().map(RunId::value).toArray(UUID[]::new)),
            val(summaries.stream().map(MetricSummary::lastValue).toArray(Double[]::new)),
            val(finite(summaries, MetricSummary::min)),
            val(finite(summaries, MetricSummary::max)),
            val(finite(summaries, MetricSummary::mean)))
        .as(alias, "run_id", "last", "min", "max", "mean");
  }

  private static @Nullable Double[] finite(
      Collection<MetricSummary> summaries, ToDoubleFunction<MetricSummary> of) {
    @Nullable Double[] values = new Double[summaries.size()];
    int i = 0;
    for (MetricSummary summary : summaries) {
      double value = of.applyAsDouble(summary);
      values[i++] = Double.isNaN(value) ? null : value;
    }
    return values;
  }
}

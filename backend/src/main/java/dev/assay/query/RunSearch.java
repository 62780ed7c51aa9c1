package dev.assay.query;

import static dev.assay.schema.Tables.RUN;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.or;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.query.Operand.Kind;
import dev.assay.runs.ExperimentId;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import dev.assay.series.LatestMetrics;
import dev.assay.series.MetricColumns;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Finds runs by what is recorded of them. */
@Service
public class RunSearch {
  /** The attributes of runs. */
  public static final List<String> ATTRIBUTES =
      List.of(
          "id",
          "name",
          "status",
          "experiment",
          "user",
          "created",
          "start_time",
          "end_time",
          "duration",
          "progress",
          "parent",
          "group",
          "notes",
          "learnt",
          "failure",
          "last_lines",
          "forked_from",
          "imported_from",
          "repository",
          "commit",
          "branch",
          "dirty",
          "entry_point",
          "command",
          "host");

  private final DSLContext db;
  private final Runs runs;
  private final MetricColumns metrics;
  private final Clock clock;

  RunSearch(DSLContext db, Runs runs, MetricColumns metrics, Clock clock) {
    this.db = db;
    this.runs = runs;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * A page of the runs that are wanted.
   *
   * @throws Problem.Invalid when the query asks for what runs do not have, or the cursor is none of
   *     it
   */
  public Page<Run> search(RunQuery query, PageRequest request) {
    Page<RunId> page = ids(query, request);
    return new Page<>(runs.all(page.items()), page.nextCursor());
  }

  /** The same, the ids alone. */
  public Page<RunId> ids(RunQuery query, PageRequest request) {
    int fingerprint = query.fingerprint();
    @Nullable SearchCursor from = SearchCursor.of(request.cursor(), fingerprint);
    Instant asked = from == null ? clock.instant() : from.asked();
    Found found = find(query, asked);
    SortKeys keys = sortKeys(query, found.columns());
    return fewPlans(
            tx ->
                keys.page(
                    tx,
                    List.of(RUN.ID),
                    found.columns(),
                    found.condition(),
                    request,
                    fingerprint,
                    asked))
        .map(row -> new RunId(row.get(RUN.ID)));
  }

  /** How many runs are wanted. */
  public int count(RunQuery query) {
    Found found = find(query, clock.instant());
    return fewPlans(
        tx ->
            tx.fetchCount(tx.select(RUN.ID).from(found.columns().from()).where(found.condition())));
  }

  /**
   * Trying every order of ten joins takes the database longer than the joins themselves: it is to
   * try those of three at a time.
   */
  private <T> T fewPlans(Function<DSLContext, T> query) {
    return db.transactionResult(
        transaction -> {
          DSLContext tx = transaction.dsl();
          tx.execute("set local join_collapse_limit = 3");
          return query.apply(tx);
        });
  }

  private record Found(RunColumns columns, Condition condition) {}

  private Found find(RunQuery query, Instant now) {
    Condition scope = scope(query);
    RunColumns columns = new RunColumns(latest(query, scope), now);
    Condition condition = scope.and(FilterSql.condition(query.filter(), columns, now));
    return new Found(columns, condition);
  }

  private static Condition scope(RunQuery query) {
    Condition scope =
        or(
            query.shelves().stream()
                .map(shelf -> shelf.condition(RUN.ARCHIVED_AT, RUN.DELETED_AT))
                .toList());
    List<Long> experiments = query.experiments().stream().map(ExperimentId::value).toList();
    return scope.and(experiments.isEmpty() ? noCondition() : RUN.EXPERIMENT_ID.in(experiments));
  }

  private LatestMetrics latest(RunQuery query, Condition scope) {
    Set<String> used = new HashSet<>();
    collect(query.filter().filter(), used);
    query.orders().forEach(order -> add(order.operand(), used));
    return metrics.latest(scope, used);
  }

  private static void collect(Filter filter, Set<String> used) {
    switch (filter) {
      case Filter.And(var all) -> all.forEach(inner -> collect(inner, used));
      case Filter.Or(var any) -> any.forEach(inner -> collect(inner, used));
      case Filter.Not(var inner) -> collect(inner, used);
      case Filter.Compare(var operand, var _, var _) -> add(operand, used);
      case Filter.In(var operand, var _) -> add(operand, used);
      case Filter.IsNull(var operand) -> add(operand, used);
    }
  }

  private static void add(Operand operand, Set<String> used) {
    if (operand.kind() == Kind.METRIC) {
      used.add(operand.key());
    }
  }

  private static SortKeys sortKeys(RunQuery query, RunColumns columns) {
    SortKeys keys = new SortKeys();
    for (Order order : query.orders()) {
      if (order.operand().kind() == Kind.DATASET) {
        throw order
            .source()
            .wrong(order.operand().at(), "a run has several datasets and is not sorted by them");
      }
      keys.by(columns.of(order.operand(), order.source()), order.descending());
    }
    return keys.by(RunColumns.BEGAN, true).by(RUN.ID, false);
  }
}

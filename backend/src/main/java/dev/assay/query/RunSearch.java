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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
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

  /**
   * The ids of all runs that are wanted, in their order; of more than so many, the first.
   *
   * @param most such as 100,000
   */
  public List<RunId> all(RunQuery query, int most) {
    Found found = find(query, clock.instant());
    SortKeys keys = sortKeys(query, found.columns());
    return fewPlans(tx -> keys.first(tx, List.of(RUN.ID), found.columns(), found.condition(), most))
        .stream()
        .map(row -> new RunId(row.get(RUN.ID)))
        .toList();
  }

  /**
   * The runs that are wanted, put together where they have the same.
   *
   * @param by what they have in common, one or more; a run that lacks it is in a group of its likes
   * @param numbers what is summed up over each group
   * @param most the most runs; of more, the first in their order
   * @return in the order of each group's first run
   * @throws Problem.Invalid when runs cannot be grouped by that, or it is no number
   */
  public List<RunGroup> groups(RunQuery query, List<Operand> by, List<Operand> numbers, int most) {
    List<Operand> needed = new ArrayList<>(by);
    needed.addAll(numbers);
    Found found = find(query, clock.instant(), needed);
    SortKeys keys = sortKeys(query, found.columns());
    List<Field<String>> texts = new ArrayList<>();
    for (Operand operand : by) {
      texts.add(GroupColumns.text(found.columns().of(operand, source(operand)), operand));
    }
    List<Field<Double>> values = new ArrayList<>();
    for (Operand operand : numbers) {
      values.add(GroupColumns.number(found.columns().of(operand, source(operand)), operand));
    }
    List<Field<?>> fields = GroupColumns.named(texts, values);
    List<Record> rows =
        fewPlans(tx -> keys.first(tx, fields, found.columns(), found.condition(), most));
    return RunGroup.of(rows, by.size(), numbers.size());
  }

  private static Source source(Operand operand) {
    return new Source("group", operand.toString());
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
    return find(query, now, List.of());
  }

  /**
   * @param more what is needed of the runs besides
   */
  private Found find(RunQuery query, Instant now, List<Operand> more) {
    Condition scope = scope(query);
    RunColumns columns = new RunColumns(latest(query, scope, more), now);
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

  private LatestMetrics latest(RunQuery query, Condition scope, List<Operand> more) {
    Set<String> used = new HashSet<>();
    more.forEach(operand -> add(operand, used));
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

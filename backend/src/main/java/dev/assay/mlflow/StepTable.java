package dev.assay.mlflow;

import static dev.assay.schema.Tables.MLFLOW_METRIC;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.assay.runs.RunForked;
import dev.assay.runs.RunId;
import dev.assay.series.MetricSummary;
import dev.assay.series.Series;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Gives points their steps. The store keeps one point per step; a client that logs without steps
 * means step 0 each time and wants all of its points. Once a metric that has been at no other step
 * comes to step 0 a second time, its points are kept at 0, 1, 2, …, and read as step 0; a step that
 * it names later is kept after those.
 */
@Component
class StepTable {
  private static final Duration REMEMBERED = Duration.ofMinutes(10);
  private static final int MOST_METRICS_REMEMBERED = 200_000;

  private final DSLContext db;
  private final TransactionOperations transactions;
  private final Series series;

  /** Metrics that are known to have steps: for them there is nothing to look up ever again. */
  private final Cache<RunId, Set<String>> stepped =
      Caffeine.newBuilder()
          .maximumWeight(MOST_METRICS_REMEMBERED)
          .weigher((RunId _, Set<String> metrics) -> 1 + metrics.size())
          .expireAfterWrite(REMEMBERED)
          .build();

  StepTable(DSLContext db, TransactionOperations transactions, Series series) {
    this.db = db;
    this.transactions = transactions;
    this.series = series;
  }

  /** A fork goes on where its points are: they are kept at the steps of the other run. */
  @EventListener
  void forked(RunForked event) {
    var m = MLFLOW_METRIC;
    db.insertInto(m, m.RUN_ID, m.METRIC, m.NEXT_STEP, m.REAL_FROM, m.LAST_TIME, m.LAST_VALUE)
        .select(
            select(
                    val(event.to().value()),
                    m.METRIC,
                    m.NEXT_STEP,
                    m.REAL_FROM,
                    m.LAST_TIME,
                    m.LAST_VALUE)
                .from(m)
                .where(m.RUN_ID.eq(event.from().value())))
        .execute();
  }

  /** The points at the steps at which they are to be kept, in the same order. */
  List<Point> placed(RunId run, List<Point> points) {
    Set<String> known = stepped.get(run, _ -> Set.of());
    Set<String> open = new TreeSet<>(); // sorted: no two requests wait for each other
    Set<String> atZero = new TreeSet<>();
    for (Point point : points) {
      if (!known.contains(point.key())) {
        open.add(point.key());
        if (point.step() == 0) {
          atZero.add(point.key());
        }
      }
    }
    if (open.isEmpty()) {
      return points;
    }
    Map<String, Place> present = places(run, open, false);
    atZero.removeAll(present.keySet());
    if (present.isEmpty() && atZero.isEmpty()) {
      return points;
    }
    Map<String, MetricSummary> before =
        atZero.isEmpty()
            ? Map.of()
            : series.latest(List.of(run), atZero).getOrDefault(run, Map.of());
    List<Point> placed =
        transactions.execute(
            _ -> {
              begin(run, atZero, before);
              return place(run, open, points);
            });
    return placed == null ? points : placed;
  }

  private void begin(RunId run, Set<String> metrics, Map<String, MetricSummary> before) {
    if (metrics.isEmpty()) {
      return;
    }
    var insert =
        db.insertInto(
            MLFLOW_METRIC,
            MLFLOW_METRIC.RUN_ID,
            MLFLOW_METRIC.METRIC,
            MLFLOW_METRIC.NEXT_STEP,
            MLFLOW_METRIC.REAL_FROM,
            MLFLOW_METRIC.LAST_TIME,
            MLFLOW_METRIC.LAST_VALUE);
    for (String metric : metrics) {
      Place first = Place.first(before.containsKey(metric));
      insert =
          insert.values(
              run.value(), metric, first.next, first.realFrom, first.lastTime, first.lastValue);
    }
    insert.onConflictDoNothing().execute();
  }

  private List<Point> place(RunId run, Set<String> metrics, List<Point> points) {
    Map<String, Place> places = places(run, metrics, true);
    Map<String, Place> changed = new HashMap<>(places);
    List<Point> placed = new ArrayList<>(points.size());
    for (Point point : points) {
      @Nullable Place place = changed.get(point.key());
      if (place == null) {
        placed.add(point);
      } else {
        Place next = place.after(point);
        changed.put(point.key(), next);
        placed.add(point.at(place.keptAt(point)));
      }
    }
    changed.forEach(
        (metric, place) -> {
          if (!place.equals(places.get(metric))) {
            write(run, metric, place);
          }
        });
    remember(run, changed);
    return placed;
  }

  private void remember(RunId run, Map<String, Place> places) {
    Set<String> settled = new HashSet<>();
    places.forEach(
        (metric, place) -> {
          if (place.isSettled()) {
            settled.add(metric);
          }
        });
    if (!settled.isEmpty()) {
      stepped
          .asMap()
          .merge(
              run,
              Set.copyOf(settled),
              (a, b) -> {
                Set<String> both = new TreeSet<>(a);
                both.addAll(b);
                return Set.copyOf(both);
              });
    }
  }

  private void write(RunId run, String metric, Place place) {
    db.update(MLFLOW_METRIC)
        .set(MLFLOW_METRIC.NEXT_STEP, place.next)
        .set(MLFLOW_METRIC.REAL_FROM, place.realFrom)
        .set(MLFLOW_METRIC.LAST_TIME, place.lastTime)
        .set(MLFLOW_METRIC.LAST_VALUE, place.lastValue)
        .where(MLFLOW_METRIC.RUN_ID.eq(run.value()))
        .and(MLFLOW_METRIC.METRIC.eq(metric))
        .execute();
  }

  private Map<String, Place> places(RunId run, Collection<String> metrics, boolean locked) {
    var select =
        db.select(
                MLFLOW_METRIC.METRIC,
                MLFLOW_METRIC.NEXT_STEP,
                MLFLOW_METRIC.REAL_FROM,
                MLFLOW_METRIC.LAST_TIME,
                MLFLOW_METRIC.LAST_VALUE)
            .from(MLFLOW_METRIC)
            .where(MLFLOW_METRIC.RUN_ID.eq(run.value()))
            .and(MLFLOW_METRIC.METRIC.in(metrics))
            .orderBy(MLFLOW_METRIC.METRIC);
    return (locked ? select.forUpdate() : select)
        .fetchMap(r -> r.get(MLFLOW_METRIC.METRIC), StepTable::placeOf);
  }

  private static Place placeOf(Record r) {
    return new Place(
        r.get(MLFLOW_METRIC.NEXT_STEP),
        r.get(MLFLOW_METRIC.REAL_FROM),
        r.get(MLFLOW_METRIC.LAST_TIME),
        r.get(MLFLOW_METRIC.LAST_VALUE));
  }

  /** How the steps of a metric read. */
  Steps of(RunId run, String metric) {
    return of(List.of(run)).getOrDefault(run, Map.of()).getOrDefault(metric, Steps.REAL);
  }

  /** How the steps of those metrics of runs read that are not simply the client's. */
  Map<RunId, Map<String, Steps>> of(Collection<RunId> runs) {
    Map<RunId, Map<String, Steps>> all = new HashMap<>();
    db.select(MLFLOW_METRIC.RUN_ID, MLFLOW_METRIC.METRIC, MLFLOW_METRIC.REAL_FROM)
        .from(MLFLOW_METRIC)
        .where(MLFLOW_METRIC.RUN_ID.in(runs.stream().map(RunId::value).toList()))
        .and(MLFLOW_METRIC.NEXT_STEP.gt(1L))
        .forEach(
            r ->
                all.computeIfAbsent(new RunId(r.value1()), _ -> new HashMap<>())
                    .put(r.value2(), new Steps(r.value3() == null ? Long.MAX_VALUE : r.value3())));
    return all;
  }

  /**
   * Where a metric is.
   *
   * @param next where the next point at step 0 is kept
   * @param realFrom null before the metric has been at a step but 0
   * @param lastTime of the last point at step 0, with its value
   */
  private record Place(long next, @Nullable Long realFrom, long lastTime, double lastValue) {
    static Place first(boolean hasPoints) {
      return hasPoints ? new Place(1, 1L, -1, 0) : new Place(0, null, -1, 0);
    }

    /** Its points are at the steps that the client names: the last one at a step counts. */
    boolean isSettled() {
      return realFrom != null && realFrom == 1;
    }

    private boolean isSentAgain(Point p) {
      return realFrom == null
          && next > 0
          && p.timestamp() == lastTime
          && Double.compare(p.value(), lastValue) == 0;
    }

    long keptAt(Point p) {
      if (p.step() > 0) {
        return new Steps(realFrom == null ? Math.max(next, 1) : realFrom).firstKept(p.step());
      }
      if (isSettled()) {
        return 0;
      }
      return isSentAgain(p) ? next - 1 : next;
    }

    Place after(Point p) {
      if (p.step() > 0) {
        long from = realFrom == null ? Math.max(next, 1) : realFrom;
        return new Place(from == 1 ? 1 : Math.max(next, keptAt(p) + 1), from, lastTime, lastValue);
      }
      if (isSettled() || isSentAgain(p)) {
        return this;
      }
      return new Place(next + 1, realFrom, p.timestamp(), p.value());
    }
  }
}

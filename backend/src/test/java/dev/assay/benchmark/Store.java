package dev.assay.benchmark;

import static dev.assay.schema.Tables.APP_USER;

import dev.assay.ingest.Ingest;
import dev.assay.ingest.MetricBatch;
import dev.assay.problem.Problem;
import dev.assay.runs.NewRun;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import dev.assay.series.BucketedSeries;
import dev.assay.series.Compactor;
import dev.assay.series.MetricSummary;
import dev.assay.series.Series;
import dev.assay.series.SeriesQuery;
import dev.assay.team.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;

/** The metric store as the benchmark uses it. What changes with the store changes here only. */
final class Store {
  private final Ingest ingest;
  private final Series series;
  private final Compactor compactor;
  private final Runs runs;
  private final DSLContext db;
  private final UserId admin;

  Store(ApplicationContext server) {
    this.ingest = server.getBean(Ingest.class);
    this.series = server.getBean(Series.class);
    this.compactor = server.getBean(Compactor.class);
    this.runs = server.getBean(Runs.class);
    this.db = server.getBean(DSLContext.class);
    this.admin =
        db.select(APP_USER.ID).from(APP_USER).limit(1).fetchSingle(row -> new UserId(row.value1()));
  }

  RunId newRun() {
    return newRun("benchmark", null);
  }

  RunId newRun(String experiment, @Nullable String name) {
    return runs.create(experiment, NewRun.named(name), admin).id();
  }

  List<RunId> newRuns(int n) {
    List<RunId> ids = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      ids.add(newRun());
    }
    return ids;
  }

  /** Returns when the points are durable. */
  void store(RunId run, MetricBatch batch) {
    while (true) {
      try {
        ingest.store(run, null, batch);
        return;
      } catch (Problem.Busy e) { // as a client would; the points count when they are stored
        pause(Duration.ofSeconds(e.retryAfterSeconds()));
      }
    }
  }

  private static void pause(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns when all that was stored before is compacted. */
  void settle() {
    try {
      compactor.settle();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The whole series. */
  List<BucketedSeries> read(List<RunId> runs, String metric, int buckets) {
    return series.read(SeriesQuery.whole(runs, List.of(metric), buckets)).series();
  }

  List<MetricSummary> latest(RunId run) {
    return series.metrics(run);
  }

  /** What is not compacted: how many points, and what the table takes. */
  String tail() {
    return db.fetchSingle(
            "select coalesce(sum(n), 0) || ' points, '"
                + " || pg_size_pretty(pg_total_relation_size('metric_tail')) from metric_tail")
        .get(0, String.class);
  }
}

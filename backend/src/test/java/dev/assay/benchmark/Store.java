package dev.assay.benchmark;

import static dev.assay.schema.Tables.APP_USER;

import dev.assay.ingest.Ingest;
import dev.assay.ingest.MetricBatch;
import dev.assay.runs.Params;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import dev.assay.runs.Runs.NewRun;
import dev.assay.series.BucketedSeries;
import dev.assay.series.MetricSummary;
import dev.assay.series.Series;
import dev.assay.series.SeriesQuery;
import dev.assay.team.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.springframework.context.ApplicationContext;

/** The metric store as the benchmark uses it. What changes with the store changes here only. */
final class Store {
  private final Ingest ingest;
  private final Series series;
  private final Runs runs;
  private final DSLContext db;
  private final UserId admin;

  Store(ApplicationContext server) {
    this.ingest = server.getBean(Ingest.class);
    this.series = server.getBean(Series.class);
    this.runs = server.getBean(Runs.class);
    this.db = server.getBean(DSLContext.class);
    this.admin =
        db.select(APP_USER.ID).from(APP_USER).limit(1).fetchSingle(row -> new UserId(row.value1()));
  }

  RunId newRun() {
    return runs.create(new NewRun("benchmark", null, Params.empty(), Map.of()), admin).id();
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
    ingest.store(run, batch);
  }

  /** Returns when all that was stored before is compacted; nothing is compacted yet. */
  void settle() {}

  /** The whole series. */
  List<BucketedSeries> read(List<RunId> runs, String metric, int buckets) {
    return series.read(new SeriesQuery(runs, List.of(metric), buckets, 0, Long.MAX_VALUE));
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

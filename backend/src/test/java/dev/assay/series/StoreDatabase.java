package dev.assay.series;

import static dev.assay.schema.Tables.APP_USER;
import static dev.assay.schema.Tables.EXPERIMENT;
import static dev.assay.schema.Tables.RUN;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.assay.runs.RunId;
import dev.assay.runs.RunsOnDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * The metric store on a PostgreSQL of its own, without the rest of the server; one for all tests of
 * this JVM.
 */
public final class StoreDatabase {
  private static final OffsetDateTime THEN =
      OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
  private static final StoreDatabase ONLY = new StoreDatabase();

  public final DataSource connections;
  public final DSLContext db;
  public final MetricNames names;
  public final Tail tail;
  public final Series series;
  final Compaction compaction;
  final Branches branches;

  private StoreDatabase() {
    try {
      EmbeddedPostgres postgres = EmbeddedPostgres.start(); // stopped by its own shutdown hook
      HikariConfig config = new HikariConfig();
      config.setJdbcUrl(postgres.getJdbcUrl("postgres", "postgres") + "&prepareThreshold=-1");
      config.setMaximumPoolSize(10);
      connections = new HikariDataSource(config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Flyway.configure().dataSource(connections).load().migrate();
    db = DSL.using(connections, SQLDialect.POSTGRES);
    names = new MetricNames(db);
    tail = new Tail(connections);
    series = new Series(connections, names);
    compaction = new Compaction(connections);
    branches = new Branches(connections);
    UUID user = UUID.fromString("00000000-0000-7000-8000-000000000001");
    db.insertInto(APP_USER, APP_USER.ID, APP_USER.NAME, APP_USER.ROLE, APP_USER.CREATED_AT)
        .values(user, "tester", "ADMIN", THEN)
        .execute();
    db.insertInto(EXPERIMENT, EXPERIMENT.NAME, EXPERIMENT.CREATED_BY, EXPERIMENT.CREATED_AT)
        .values("store", user, THEN)
        .execute();
  }

  public static StoreDatabase get() {
    return ONLY;
  }

  /** A run that is there. */
  public RunId newRun() {
    RunId run = RunId.next();
    db.insertInto(RUN)
        .set(RUN.ID, run.value())
        .set(RUN.EXPERIMENT_ID, 1L)
        .set(RUN.NAME, "r")
        .set(RUN.STATUS, "RUNNING")
        .set(RUN.PARAMS, JSONB.valueOf("{}"))
        .set(RUN.CREATED_BY, db.select(APP_USER.ID).from(APP_USER).limit(1).fetchSingle().value1())
        .set(RUN.CREATED_AT, THEN)
        .set(RUN.STARTED_AT, THEN)
        .execute();
    return run;
  }

  /** A compactor that flushes only what it is told to. */
  public Compactor idleCompactor() {
    return new Compactor(
        connections,
        tail,
        new SeriesSettings(
            Long.MAX_VALUE,
            Duration.ofDays(1),
            Long.MAX_VALUE,
            1,
            Long.MAX_VALUE,
            Duration.ofDays(7)));
  }

  /** What of a run lies in the tail moves into chunks. */
  public void flush(RunId run) {
    boolean whole = false;
    while (!whole) {
      whole = ((Compaction.Outcome.Flushed) compaction.flush(run)).whole();
    }
  }

  public void append(RunId run, PointBatch points) {
    tail.append(List.of(new RunBatch(run, null, points)));
  }

  public MetricColumns metricColumns() {
    return new MetricColumns(db, series, names);
  }

  @SuppressWarnings("NullAway") // only branches and purges, for which it asks nobody
  public History history() {
    RunsOnDatabase runs =
        new RunsOnDatabase(db, _ -> {}, Clock.fixed(THEN.toInstant(), ZoneOffset.UTC));
    return new History(connections, runs.runs, runs.lifecycle);
  }

  /** Neighbours that share a step; there must be none. */
  int overlappingChunks() {
    return db.fetchSingle(
            """
            select count(*) from (select first_step, lag(last_step) over
              (partition by branch_id, metric_id order by first_step) as before from metric_chunk) c
            where before >= first_step
            """)
        .get(0, Integer.class);
  }
}

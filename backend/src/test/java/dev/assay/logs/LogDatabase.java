package dev.assay.logs;

import static dev.assay.schema.Tables.APP_USER;
import static dev.assay.schema.Tables.EXPERIMENT;
import static dev.assay.schema.Tables.RUN;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.assay.runs.RunId;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;

/**
 * The store of logs on a PostgreSQL of its own, without the rest of the server; one for all tests
 * of this JVM.
 */
final class LogDatabase {
  private static final OffsetDateTime NOW =
      OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
  private static final LogDatabase ONLY = new LogDatabase();

  final DSLContext db;
  final TransactionTemplate transaction;
  final LogStore store;
  private final long experiment;
  private final UUID user = RunId.next().value();

  private LogDatabase() {
    HikariDataSource connections;
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
    db = DSL.using(new TransactionAwareDataSourceProxy(connections), SQLDialect.POSTGRES);
    transaction = new TransactionTemplate(new DataSourceTransactionManager(connections));
    store = newStore(DataSize.ofGigabytes(1));
    db.insertInto(APP_USER)
        .set(APP_USER.ID, user)
        .set(APP_USER.NAME, "somebody")
        .set(APP_USER.ROLE, "EDITOR")
        .set(APP_USER.CREATED_AT, NOW)
        .execute();
    experiment =
        db.insertInto(EXPERIMENT)
            .set(EXPERIMENT.NAME, "logs")
            .set(EXPERIMENT.CREATED_BY, user)
            .set(EXPERIMENT.CREATED_AT, NOW)
            .returning(EXPERIMENT.ID)
            .fetchSingle()
            .getId();
  }

  static LogDatabase get() {
    return ONLY;
  }

  LogStore newStore(DataSize mostBytesPerRun) {
    return new LogStore(db, transaction, new LogSettings(mostBytesPerRun, DataSize.ofMegabytes(8)));
  }

  RunId newRun() {
    RunId run = RunId.next();
    db.insertInto(RUN)
        .set(RUN.ID, run.value())
        .set(RUN.EXPERIMENT_ID, experiment)
        .set(RUN.NAME, "a run")
        .set(RUN.STATUS, "RUNNING")
        .set(RUN.CREATED_BY, user)
        .set(RUN.CREATED_AT, NOW)
        .execute();
    return run;
  }

  void end(RunId run) {
    db.update(RUN).set(RUN.ENDED_AT, NOW).where(RUN.ID.eq(run.value())).execute();
  }
}

package dev.assay.artifacts;

import static dev.assay.schema.Tables.APP_USER;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.assay.artifacts.ArtifactSettings.S3;
import dev.assay.artifacts.ArtifactSettings.Store;
import dev.assay.database.DataFolder;
import dev.assay.runs.NewRun;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.RunsOnDatabase;
import dev.assay.team.UserId;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.flywaydb.core.Flyway;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jooq.autoconfigure.ExceptionTranslatorExecuteListener;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;

/** Artifacts on a PostgreSQL and in a folder, without the rest of the server. */
final class ArtifactsOnDatabase {
  static final DataSize LARGEST = DataSize.ofMegabytes(200);

  private static final TestDatabase DATABASE = new TestDatabase();

  final MovingClock time = new MovingClock();
  final Clock clock = time.clock();
  final DataFolder data;
  final RunsOnDatabase runs;
  final ArtifactStore store;
  final ContentStore contents;
  final Staging staging;
  final Artifacts artifacts;
  final UploadStore uploadStore;
  final Uploads uploads;
  final ArtifactUpkeep upkeep;
  final DSLContext db = DATABASE.db;
  final TransactionTemplate transaction = DATABASE.transaction;

  ArtifactsOnDatabase(Path folder, ArtifactSettings settings, @Nullable ContentStore given)
      throws IOException {
    data = DataFolder.open(folder, 0);
    runs = new RunsOnDatabase(db, event -> {}, clock);
    store = new ArtifactStore(db, transaction, settings, clock);
    contents = given == null ? new DiskContent(data) : given;
    staging = new Staging(data, new Transfers());
    uploadStore = new UploadStore(db, store, clock);
    artifacts =
        new Artifacts(
            store, contents, staging, uploadStore, settings, runs.runs, runs.recording, clock);
    uploads = new Uploads(uploadStore, staging, artifacts, settings, clock);
    upkeep = new ArtifactUpkeep(store, contents, uploadStore, staging, settings, clock);
  }

  static ArtifactSettings settings(
      @Nullable DataSize mostBytes, @Nullable DataSize mostBytesPerExperiment) {
    return new ArtifactSettings(
        Store.DISK,
        LARGEST,
        mostBytes,
        mostBytesPerExperiment,
        Duration.ofHours(1),
        Duration.ofDays(1),
        Duration.ofDays(1),
        new S3(null, null, "us-east-1", false, "", null, null));
  }

  Run newRun(String experiment) {
    return runs.runs.create(experiment, NewRun.named(null), DATABASE.user);
  }

  /** A clock that stands still until it is moved. */
  static final class MovingClock {
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

    void move(Duration by) {
      now = now.plus(by);
    }

    Clock clock() {
      InstantSource source = () -> now;
      return source.withZone(ZoneOffset.UTC);
    }
  }

  private static final class TestDatabase {
    private final DSLContext db;
    private final TransactionTemplate transaction;
    private final UserId user = new UserId(RunId.next().value());

    TestDatabase() {
      HikariConfig config = new HikariConfig();
      try { // stopped by its own shutdown hook
        config.setJdbcUrl(EmbeddedPostgres.start().getJdbcUrl("postgres", "postgres"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      HikariDataSource connections = new HikariDataSource(config);
      Flyway.configure().dataSource(connections).load().migrate();
      DefaultConfiguration jooq = new DefaultConfiguration();
      jooq.set(new TransactionAwareDataSourceProxy(connections));
      jooq.set(SQLDialect.POSTGRES);
      jooq.set(ExceptionTranslatorExecuteListener.DEFAULT);
      db = DSL.using(jooq);
      transaction = new TransactionTemplate(new DataSourceTransactionManager(connections));
      db.insertInto(APP_USER)
          .set(APP_USER.ID, user.value())
          .set(APP_USER.NAME, "somebody")
          .set(APP_USER.ROLE, "EDITOR")
          .set(APP_USER.CREATED_AT, Instant.EPOCH.atOffset(ZoneOffset.UTC))
          .execute();
    }
  }
}

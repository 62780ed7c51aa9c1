package dev.assay.series;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * The metric store on a PostgreSQL of its own, without the rest of the server; one for all tests of
 * this JVM.
 */
public final class StoreDatabase {
  private static final StoreDatabase ONLY = new StoreDatabase();

  public final DataSource connections;
  public final DSLContext db;
  public final MetricNames names;
  public final Tail tail;
  public final Series series;

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
    tail = new Tail(connections, db);
    series = newSeries(new SeriesSettings(1_000_000));
  }

  public static StoreDatabase get() {
    return ONLY;
  }

  /** A reader with caches of its own. */
  Series newSeries(SeriesSettings settings) {
    return new Series(names, tail, new DecodedRuns(tail, settings));
  }
}

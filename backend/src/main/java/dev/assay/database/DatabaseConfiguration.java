package dev.assay.database;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({DatabaseSettings.class, DataSettings.class})
class DatabaseConfiguration {
  // binary transfer of bytea from the first execution on; see architecture.md
  private static final String DRIVER_OPTIONS =
      "prepareThreshold=-1&reWriteBatchedInserts=true&ApplicationName=assay";

  private static final int OLDEST_POSTGRESQL = 15;

  @Bean(destroyMethod = "close")
  DataFolder dataFolder(DataSettings settings) {
    return DataFolder.open(Path.of(settings.data()), settings.leastFreeBytes());
  }

  @Bean(destroyMethod = "close")
  @Conditional(DatabaseSettings.Embedded.class)
  EmbeddedDatabase embeddedDatabase(DataFolder folder, ApplicationEventPublisher events) {
    return EmbeddedDatabase.start(folder, () -> events.publishEvent(new DatabaseLost()));
  }

  @Bean
  @Conditional(DatabaseSettings.Embedded.class)
  DiskSpace diskSpace(DataFolder folder, DataSettings settings) {
    return new DiskSpace(folder::usableBytes, settings.leastFreeBytes());
  }

  @Bean
  JdbcConnectionDetails jdbcConnectionDetails(
      DatabaseSettings settings, ObjectProvider<EmbeddedDatabase> embedded) {
    if (settings.embedded()) {
      EmbeddedDatabase database = embedded.getObject();
      return new Connection(database.url(), "postgres", database.password());
    }
    return new Connection(
        Objects.requireNonNull(settings.url()), settings.user(), settings.password());
  }

  /** Says that the database is too old before the first migration fails on it. */
  @Bean
  FlywayMigrationStrategy migrateIfRecentEnough() {
    return flyway -> {
      try (var connection = flyway.getConfiguration().getDataSource().getConnection()) {
        int version = connection.getMetaData().getDatabaseMajorVersion();
        if (version < OLDEST_POSTGRESQL) {
          throw new CannotStart(
              "the database is PostgreSQL %d; %d or newer is needed"
                  .formatted(version, OLDEST_POSTGRESQL));
        }
      } catch (SQLException e) {
        throw new CannotStart("the database does not take connections: " + e.getMessage());
      }
      flyway.migrate();
    };
  }

  private record Connection(String url, @Nullable String user, @Nullable String password)
      implements JdbcConnectionDetails {
    @Override
    public @Nullable String getUsername() {
      return user;
    }

    @Override
    public @Nullable String getPassword() {
      return password;
    }

    @Override
    public String getJdbcUrl() {
      return url + (url.contains("?") ? "&" : "?") + DRIVER_OPTIONS;
    }

    @Override
    public String toString() {
      return "Connection[" + DatabaseSettings.withoutSecrets(url) + "]"; // no password in a log
    }
  }
}

package dev.assay.benchmark;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.assay.Assay;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/**
 * A server with a new, durable database that also holds MLflow's tables. Nothing is left of it when
 * it is closed.
 */
final class Server implements AutoCloseable {
  static final String TOKEN = "assay_token-of-the-benchmark-0123456789";
  private static final int MLFLOW_CONNECTIONS = 15; // SQLAlchemy's default: 5 and 10 more

  private final Path folder;
  private final ConfigurableApplicationContext context;
  private final HikariDataSource connections;
  final Store store;
  final MlflowRows mlflow;
  final Cpu cpu;

  Server(Path folder) throws IOException, SQLException {
    this.folder = folder;
    this.context = start(folder);
    this.connections = connections(context.getBean(JdbcConnectionDetails.class));
    this.store = new Store(context);
    this.mlflow = new MlflowRows(connections);
    this.cpu = Cpu.ofThisProcess(folder.resolve("postgres-18"));
  }

  /** Without the greeting, which is for people and has a link to sign in with. */
  static ConfigurableApplicationContext start(Path folder) {
    PrintStream out = System.out;
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    try {
      return new SpringApplicationBuilder(Assay.class)
          .run(
              "--assay.data=" + folder,
              "--server.port=0",
              "--assay.admin-token=" + TOKEN,
              "--assay.heartbeat.check=1d"); // runs wait for their turn, and are not lost
    } finally {
      System.setOut(out);
    }
  }

  private static HikariDataSource connections(JdbcConnectionDetails details) {
    HikariConfig config = new HikariConfig();
    // plans for the values at hand, as MLflow's driver gets them; generic ones make it twice as
    // slow
    config.setJdbcUrl(
        details.getJdbcUrl().replaceAll("prepareThreshold=-?\\d+", "prepareThreshold=0"));
    config.setUsername(details.getUsername());
    config.setPassword(details.getPassword());
    config.setMaximumPoolSize(MLFLOW_CONNECTIONS);
    return new HikariDataSource(config);
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  int port() {
    return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  void printDatabase() throws SQLException {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String name :
        new String[] {
          "server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers"
        }) {
      settings.put(name, text("show " + name));
    }
    Figures.note("PostgreSQL %s", settings);
  }

  /** The store's tables, with their indexes, in bytes. */
  Map<String, Long> storeTables() throws SQLException {
    return tables("n.nspname = 'public' and c.relname like 'metric%'");
  }

  /** MLflow's two tables of metrics, with their indexes, in bytes. */
  Map<String, Long> mlflowTables() throws SQLException {
    return tables("n.nspname = 'mlflow' and c.relname like '%metrics'");
  }

  private Map<String, Long> tables(String condition) throws SQLException {
    Map<String, Long> bytes = new LinkedHashMap<>();
    try (Connection connection = connections.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select n.nspname || '.' || c.relname, pg_total_relation_size(c.oid) from pg_class c"
                    + " join pg_namespace n on n.oid = c.relnamespace"
                    + " where c.relkind in ('r', 'm') and "
                    + condition
                    + " order by 2 desc")) {
      while (rows.next()) {
        bytes.put(rows.getString(1), rows.getLong(2));
      }
    }
    return bytes;
  }

  String text(String query) throws SQLException {
    try (Connection connection = connections.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  void execute(String statement) throws SQLException {
    try (Connection connection = connections.getConnection();
        Statement s = connection.createStatement()) {
      s.execute(statement);
    }
  }

  @Override
  public void close() throws IOException {
    connections.close();
    context.close();
    FileSystemUtils.deleteRecursively(folder);
  }
}

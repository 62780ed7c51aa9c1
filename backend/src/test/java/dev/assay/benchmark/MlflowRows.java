package dev.assay.benchmark;

import dev.assay.ingest.MetricBatch;
import dev.assay.runs.RunId;
import dev.assay.series.PointBatch;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * The tables of MLflow's tracking store, the statements its log-batch sends for metrics, one
 * transaction per request, and those that read a chart. Kinder to it than the original in that
 * updates of the latest values go in one round trip, and that nothing is spent on Python.
 */
final class MlflowRows {
  private static final String[] TABLES = {
    "create schema if not exists mlflow",
    """
    create table if not exists mlflow.runs (
      run_uuid varchar(32) primary key, name varchar(250), status varchar(9), lifecycle_stage varchar(20))
    """,
    """
    create table if not exists mlflow.metrics (
      key varchar(250) not null, value double precision not null, timestamp bigint not null,
      run_uuid varchar(32) not null references mlflow.runs, step bigint not null default 0,
      is_nan boolean not null default false, primary key (key, timestamp, step, run_uuid, value, is_nan))
    """,
    "create index if not exists index_metrics_run_uuid on mlflow.metrics (run_uuid)",
    """
    create table if not exists mlflow.latest_metrics (
      key varchar(250) not null, value double precision not null, timestamp bigint, step bigint not null,
      is_nan boolean not null, run_uuid varchar(32) not null references mlflow.runs, primary key (key, run_uuid))
    """,
    "create index if not exists index_latest_metrics_run_uuid on mlflow.latest_metrics (run_uuid)"
  };

  private static final String HISTORY =
      "select run_uuid, key, value, timestamp, step, is_nan from mlflow.metrics"
          + " where run_uuid = ? and key = ?";
  private static final int KEYS_AT_ONCE = 500;
  private static final int ROWS_AT_ONCE = 10_000;
  static final int MOST_SAMPLES = 320; // of the original's user interface

  private final DataSource connections;

  MlflowRows(DataSource connections) throws SQLException {
    this.connections = connections;
    try (Connection connection = connections.getConnection();
        Statement statement = connection.createStatement()) {
      for (String table : TABLES) {
        statement.execute(table);
      }
    }
  }

  String newRun() throws SQLException {
    String run = RunId.next().toString().replace("-", "");
    try (Connection connection = connections.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into mlflow.runs values (?, 'r', 'RUNNING', 'active')")) {
      insert.setString(1, run);
      insert.executeUpdate();
    }
    return run;
  }

  void logBatch(String run, MetricBatch batch) throws SQLException {
    try (Connection connection = connections.getConnection()) {
      connection.setAutoCommit(false);
      selectRun(connection, run);
      insert(connection, run, batch);
      updateLatest(connection, run, batch);
      connection.commit();
    }
  }

  private static void selectRun(Connection connection, String run) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select run_uuid, name, status, lifecycle_stage from mlflow.runs where run_uuid = ?")) {
      select.setString(1, run);
      if (!select.executeQuery().next()) {
        throw new IllegalStateException("there is no run " + run);
      }
    }
  }

  private static void insert(Connection connection, String run, MetricBatch batch)
      throws SQLException {
    PointBatch points = batch.points();
    String rows = String.join(",", Collections.nCopies(points.size(), "(?,?,?,?,?,?)"));
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into mlflow.metrics (key, value, timestamp, run_uuid, step, is_nan) values "
                + rows)) {
      int at = 1;
      for (int i = 0; i < points.size(); i++) {
        insert.setString(at++, batch.names().get(points.metricIds()[i]));
        insert.setDouble(at++, stored(points.values()[i]));
        insert.setLong(at++, points.timesMillis()[i]);
        insert.setString(at++, run);
        insert.setLong(at++, points.steps()[i]);
        insert.setBoolean(at++, Double.isNaN(points.values()[i]));
      }
      insert.executeUpdate();
    }
  }

  private static void updateLatest(Connection connection, String run, MetricBatch batch)
      throws SQLException {
    PointBatch points = batch.points();
    List<String> keys = new ArrayList<>(); // of every point, as the original has it
    Map<String, Integer> newest = new LinkedHashMap<>();
    for (int i = 0; i < points.size(); i++) {
      String key = batch.names().get(points.metricIds()[i]);
      keys.add(key);
      newest.merge(key, i, (a, b) -> points.steps()[b] > points.steps()[a] ? b : a);
    }
    Set<String> present = new HashSet<>();
    for (int i = 0; i < keys.size(); i += KEYS_AT_ONCE) {
      List<String> some = keys.subList(i, Math.min(keys.size(), i + KEYS_AT_ONCE));
      present.addAll(lock(connection, run, present(connection, run, some)));
    }
    try (PreparedStatement update =
            connection.prepareStatement(
                "update mlflow.latest_metrics set value = ?, timestamp = ?, step = ?, is_nan = ?"
                    + " where key = ? and run_uuid = ?");
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into mlflow.latest_metrics (value, timestamp, step, is_nan, key, run_uuid)"
                    + " values (?, ?, ?, ?, ?, ?)")) {
      for (Map.Entry<String, Integer> latest : newest.entrySet()) {
        PreparedStatement statement = present.contains(latest.getKey()) ? update : insert;
        int i = latest.getValue();
        statement.setDouble(1, stored(points.values()[i]));
        statement.setLong(2, points.timesMillis()[i]);
        statement.setLong(3, points.steps()[i]);
        statement.setBoolean(4, Double.isNaN(points.values()[i]));
        statement.setString(5, latest.getKey());
        statement.setString(6, run);
        statement.addBatch();
      }
      update.executeBatch();
      insert.executeBatch();
    }
  }

  /** NaN is a 0 with a mark; infinity the greatest number. */
  private static double stored(double value) {
    return Double.isNaN(value) ? 0 : Math.clamp(value, -Double.MAX_VALUE, Double.MAX_VALUE);
  }

  private static List<String> present(Connection connection, String run, List<String> keys)
      throws SQLException {
    String sql =
        "select key from mlflow.latest_metrics where run_uuid = ? and key in (" + marks(keys) + ")";
    return new ArrayList<>(select(connection, sql, run, keys));
  }

  private static Set<String> lock(Connection connection, String run, List<String> keys)
      throws SQLException {
    String sql =
        "select key, value, timestamp, step, is_nan, run_uuid from mlflow.latest_metrics where run_uuid = ?"
            + " and key in ("
            + marks(keys)
            + ") order by run_uuid, key for update";
    return keys.isEmpty() ? Set.of() : select(connection, sql, run, keys);
  }

  private static String marks(List<?> keys) {
    return String.join(",", Collections.nCopies(keys.size(), "?"));
  }

  private static Set<String> select(
      Connection connection, String sql, String run, List<String> keys) throws SQLException {
    Set<String> found = new HashSet<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, run);
      for (int i = 0; i < keys.size(); i++) {
        select.setString(2 + i, keys.get(i));
      }
      ResultSet rows = select.executeQuery();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }

  /** Fills the table for readings; this is not how MLflow writes. */
  void copy(String run, MetricBatch batch) throws SQLException, IOException {
    PointBatch points = batch.points();
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < points.size(); i++) {
      double value = points.values()[i];
      rows.append(batch.names().get(points.metricIds()[i])).append('\t');
      rows.append(stored(value)).append('\t').append(points.timesMillis()[i]).append('\t');
      rows.append(run).append('\t').append(points.steps()[i]).append('\t');
      rows.append(Double.isNaN(value)).append('\n');
    }
    try (Connection connection = connections.getConnection()) {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn(
              "copy mlflow.metrics (key, value, timestamp, run_uuid, step, is_nan) from stdin",
              new StringReader(rows.toString()));
    }
  }

  /** A row of a history, without what all have in common. */
  record Point(double value, long timestamp, long step) {}

  /** What get-metric-history reads. */
  List<Point> history(String run, String key) throws SQLException {
    try (Connection connection = connections.getConnection()) {
      connection.setAutoCommit(false); // else the fetch size counts for nothing
      try (PreparedStatement select = connection.prepareStatement(HISTORY)) {
        select.setFetchSize(ROWS_AT_ONCE);
        select.setString(1, run);
        select.setString(2, key);
        return points(select);
      }
    }
  }

  /**
   * What get-metric-history-bulk-interval reads: the whole history for its steps, and then the
   * points of a sample of them.
   */
  List<Point> sampledHistory(String run, String key) throws SQLException {
    long[] all = history(run, key).stream().mapToLong(Point::step).sorted().toArray();
    TreeSet<Long> sample = new TreeSet<>(List.of(all[all.length - 1]));
    for (int i = 0; i < MOST_SAMPLES; i++) {
      sample.add(all[(int) ((long) i * all.length / MOST_SAMPLES)]);
    }
    String marks = marks(List.copyOf(sample));
    String order = ") order by run_uuid, step, timestamp, value limit 25000";
    try (Connection connection = connections.getConnection();
        PreparedStatement select =
            connection.prepareStatement(HISTORY + " and step in (" + marks + order)) {
      select.setString(1, run);
      select.setString(2, key);
      int at = 3;
      for (long step : sample) {
        select.setLong(at++, step);
      }
      return points(select);
    }
  }

  private static List<Point> points(PreparedStatement select) throws SQLException {
    List<Point> points = new ArrayList<>();
    ResultSet rows = select.executeQuery();
    while (rows.next()) {
      rows.getString(1); // read as the original does
      rows.getString(2);
      double value = rows.getBoolean(6) ? Double.NaN : rows.getDouble(3);
      points.add(new Point(value, rows.getLong(4), rows.getLong(5)));
    }
    return points;
  }

  /** The latest value of every metric of a run. */
  int latest(String run) throws SQLException {
    int n = 0;
    try (Connection connection = connections.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "select key, value, timestamp, step, is_nan, run_uuid from mlflow.latest_metrics"
                    + " where run_uuid = ?")) {
      select.setString(1, run);
      ResultSet rows = select.executeQuery();
      for (; rows.next(); n++) {
        rows.getString(1);
        rows.getDouble(2);
        rows.getLong(3);
        rows.getLong(4);
        rows.getBoolean(5);
      }
    }
    return n;
  }
}

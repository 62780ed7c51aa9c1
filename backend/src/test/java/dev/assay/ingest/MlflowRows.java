package dev.assay.ingest;

import dev.assay.series.PointBatch;
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
import javax.sql.DataSource;

/**
 * The tables of MLflow's tracking store and the statements its log-batch sends for metrics, one
 * transaction per request. Kinder to it than the original in that updates of the latest values go
 * in one round trip, and that nothing is spent on Python.
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

  void addRun(String run) throws SQLException {
    try (Connection connection = connections.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into mlflow.runs values (?, 'r', 'RUNNING', 'active')")) {
      insert.setString(1, run);
      insert.executeUpdate();
    }
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
        insert.setDouble(at++, points.values()[i]);
        insert.setLong(at++, points.timesMillis()[i]);
        insert.setString(at++, run);
        insert.setLong(at++, points.steps()[i]);
        insert.setBoolean(at++, false);
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
    Set<String> present = lock(connection, run, present(connection, run, keys));
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
        statement.setDouble(1, points.values()[i]);
        statement.setLong(2, points.timesMillis()[i]);
        statement.setLong(3, points.steps()[i]);
        statement.setBoolean(4, false);
        statement.setString(5, latest.getKey());
        statement.setString(6, run);
        statement.addBatch();
      }
      update.executeBatch();
      insert.executeBatch();
    }
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

  private static String marks(List<String> keys) {
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
}

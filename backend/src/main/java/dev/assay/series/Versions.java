package dev.assay.series;

import dev.assay.runs.RunId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is visible of runs, without reading it. The number of rows in a run's tail and the greatest
 * of them: rows are numbered before they are committed, so with several writers a row may become
 * visible after one of a greater number. And how often they were made chunks of: rows that go may
 * be followed by as many new ones.
 */
final class Versions {
  private Versions() {}

  /** A text for each of the runs that has points. */
  static SortedMap<String, String> of(Connection connection, Collection<RunId> runs)
      throws SQLException {
    SortedMap<String, String> versions = new TreeMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "select run_id, count(*), max(seq) from metric_tail where run_id = any(?) group by run_id"
                + " union all select run_id, -1, flushes from metric_flush where run_id = any(?)")) {
      select.setArray(1, Sql.uuids(connection, runs.stream().map(RunId::value).toList()));
      select.setArray(2, Sql.uuids(connection, runs.stream().map(RunId::value).toList()));
      ResultSet rows = select.executeQuery();
      while (rows.next()) {
        versions.merge(
            rows.getString(1),
            rows.getLong(2) + " " + rows.getLong(3),
            (a, b) -> a.compareTo(b) < 0 ? a + " " + b : b + " " + a);
      }
    }
    return versions;
  }
}

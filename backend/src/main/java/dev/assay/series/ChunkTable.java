package dev.assay.series;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows of {@code metric_chunk}. */
final class ChunkTable {
  private ChunkTable() {}

  /**
   * Where a chunk lies.
   *
   * @param n its points
   */
  record Extent(long firstStep, long lastStep, int n) {}

  /** The chunks of a series in a branch, by step. */
  static List<Extent> extents(Connection connection, BranchId branch, int metricId)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select first_step, last_step, n from metric_chunk where branch_id = ? and metric_id = ?"
                + " order by first_step")) {
      select.setObject(1, branch.value());
      select.setInt(2, metricId);
      List<Extent> extents = new ArrayList<>();
      ResultSet rows = select.executeQuery();
      while (rows.next()) {
        extents.add(new Extent(rows.getLong(1), rows.getLong(2), rows.getInt(3)));
      }
      return extents;
    }
  }

  /**
   * Takes the last chunks of some series out of the table.
   *
   * @param howMany chunks by metric
   * @return the points of all of them, by metric
   */
  static Map<Integer, SeriesPoints> takeLast(
      Connection connection, BranchId branch, Map<Integer, Integer> howMany, Chunk.Decoder decoder)
      throws SQLException {
    if (howMany.isEmpty()) {
      return Map.of();
    }
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from metric_chunk c using (select l.branch_id, l.metric_id, l.first_step"
                + " from unnest(?, ?) as u (metric_id, k) cross join lateral"
                + " (select branch_id, metric_id, first_step from metric_chunk"
                + "  where branch_id = ? and metric_id = u.metric_id order by first_step desc limit u.k) l) d"
                + " where c.branch_id = d.branch_id and c.metric_id = d.metric_id"
                + " and c.first_step = d.first_step"
                + " returning c.metric_id, c.first_step, c.n, c.data, c.times")) {
      List<Integer> metricIds = List.copyOf(howMany.keySet());
      delete.setArray(1, Sql.ints(connection, metricIds));
      delete.setArray(2, Sql.ints(connection, metricIds.stream().map(howMany::get).toList()));
      delete.setObject(3, branch.value());
      return points(delete, decoder);
    }
  }

  /**
   * Takes chunks of a series out of the table.
   *
   * @param firstSteps which
   * @return the points of all of them; null when there are none
   */
  static Map<Integer, SeriesPoints> take(
      Connection connection,
      BranchId branch,
      int metricId,
      List<Long> firstSteps,
      Chunk.Decoder decoder)
      throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from metric_chunk where branch_id = ? and metric_id = ? and first_step = any(?)"
                + " returning metric_id, first_step, n, data, times")) {
      delete.setObject(1, branch.value());
      delete.setInt(2, metricId);
      delete.setArray(3, Sql.longs(connection, firstSteps));
      return points(delete, decoder);
    }
  }

  private static Map<Integer, SeriesPoints> points(
      PreparedStatement statement, Chunk.Decoder decoder) throws SQLException {
    Map<Integer, List<SeriesPoints>> parts = new HashMap<>();
    ResultSet rows = statement.executeQuery();
    while (rows.next()) {
      parts
          .computeIfAbsent(rows.getInt(1), _ -> new ArrayList<>())
          .add(decoder.points(rows.getInt(3), rows.getBytes(4), rows.getBytes(5)));
    }
    Map<Integer, SeriesPoints> points = HashMap.newHashMap(parts.size());
    parts.forEach(
        (metric, chunks) -> {
          chunks.sort(Comparator.comparingLong(SeriesPoints::firstStep));
          points.put(metric, SeriesPoints.concat(chunks));
        });
    return points;
  }

  static void insert(Connection connection, BranchId branch, List<Chunk> chunks)
      throws SQLException {
    CopyRows rows =
        new CopyRows(
            "metric_chunk",
            "branch_id",
            "metric_id",
            "first_step",
            "last_step",
            "n",
            "from_time",
            "to_time",
            "last_time",
            "coarse",
            "fine",
            "data",
            "times");
    for (Chunk chunk : chunks) {
      rows.row()
          .uuid(branch.value())
          .int4(chunk.metricId())
          .int8(chunk.firstStep())
          .int8(chunk.lastStep())
          .int4(chunk.n())
          .int8(chunk.fromTime())
          .int8(chunk.toTime())
          .int8(chunk.lastTime())
          .bytea(chunk.coarse())
          .bytea(chunk.fine())
          .bytea(chunk.data())
          .bytea(chunk.times());
    }
    rows.send(connection);
  }

  /** Deletes all of a branch. */
  static void delete(Connection connection, BranchId branch) throws SQLException {
    for (String table : List.of("metric_chunk", "metric_series")) {
      try (PreparedStatement delete =
          connection.prepareStatement("delete from " + table + " where branch_id = ?")) {
        delete.setObject(1, branch.value());
        delete.executeUpdate();
      }
    }
  }
}

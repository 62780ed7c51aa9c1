package dev.assay.series;

import dev.assay.series.ChunkReader.Stretch;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

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
   * How many points lie in the chunks that stretches touch, by series.
   *
   * @param series how many series there are
   */
  static long[] points(Connection connection, List<Stretch> stretches, int series)
      throws SQLException {
    long[] points = new long[series];
    try (PreparedStatement select =
        connection.prepareStatement(
            "select u.series, (select sum(k.n) from metric_chunk k where k.branch_id = u.branch_id"
                + " and k.metric_id = u.metric_id and k.first_step <= u.to_step and k.last_step >= u.from_step"
                + " and k.from_time <= u.to_time and k.to_time >= u.from_time)"
                + " from unnest(?, ?, ?, ?, ?, ?, ?)"
                + " as u (series, branch_id, metric_id, from_step, to_step, from_time, to_time)")) {
      select.setArray(1, column(connection, "int4", stretches, Stretch::series));
      select.setArray(2, column(connection, "uuid", stretches, s -> s.branch().value()));
      select.setArray(3, column(connection, "int4", stretches, Stretch::metricId));
      select.setArray(4, column(connection, "int8", stretches, Stretch::fromStep));
      select.setArray(5, column(connection, "int8", stretches, Stretch::toStep));
      select.setArray(6, column(connection, "int8", stretches, s -> s.times().from()));
      select.setArray(7, column(connection, "int8", stretches, s -> s.times().to()));
      ResultSet rows = select.executeQuery();
      while (rows.next()) {
        points[rows.getInt(1)] += rows.getLong(2);
      }
    }
    return points;
  }

  private static Array column(
      Connection connection, String type, List<Stretch> stretches, Function<Stretch, Object> field)
      throws SQLException {
    return connection.createArrayOf(type, stretches.stream().map(field).toArray());
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
   * Takes a chunk of a series out of the table.
   *
   * @return its points
   */
  static SeriesPoints take(
      Connection connection, BranchId branch, int metricId, long firstStep, Chunk.Decoder decoder)
      throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from metric_chunk where branch_id = ? and metric_id = ? and first_step = ?"
                + " returning metric_id, first_step, n, data, times")) {
      delete.setObject(1, branch.value());
      delete.setInt(2, metricId);
      delete.setLong(3, firstStep);
      return Objects.requireNonNull(points(delete, decoder).get(metricId));
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

  /** Whether a branch has chunks. */
  static boolean isAny(Connection connection, BranchId branch) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select exists (select from metric_chunk where branch_id = ?)")) {
      select.setObject(1, branch.value());
      ResultSet rows = select.executeQuery();
      rows.next();
      return rows.getBoolean(1);
    }
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

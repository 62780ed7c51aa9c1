package dev.assay.series;

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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads stretches of many series at once. For one thread, and to be closed. */
final class ChunkReader implements AutoCloseable {

  /** How closely to look at chunks of which no single point is asked for. */
  enum Level {
    POINTS,
    FINE,
    COARSE
  }

  /**
   * A stretch of a branch's series.
   *
   * @param series which of the caller's series it belongs to
   * @param fromStep inclusive
   * @param toStep inclusive
   * @param times chunks without a point in this range are passed over
   * @param loose whether a chunk that begins before the stretch comes whole
   * @param newer points that are laid over those of the chunks; null where there are none
   */
  record Stretch(
      int series,
      BranchId branch,
      int metricId,
      long fromStep,
      long toStep,
      TimeRange times,
      boolean loose,
      @Nullable SeriesPoints newer) {

    /** A part of it whose points come as they are. */
    Stretch between(long from, long to) {
      return new Stretch(series, branch, metricId, from, to, times, loose, null);
    }

    /** A part of it that newer points are laid over. */
    Stretch under(SeriesPoints points, long from, long to) {
      return new Stretch(series, branch, metricId, from, to, times, loose, points);
    }
  }

  private final Chunk.Decoder decoder = new Chunk.Decoder();

  /**
   * The pieces of each series, by step. A chunk that reaches beyond its stretch or the time range
   * is read point by point and cut to the stretch.
   *
   * @param times whether points need their times
   */
  Map<Integer, List<Piece>> read(
      Connection connection, List<Stretch> stretches, Level level, boolean times)
      throws SQLException {
    Map<Integer, List<Piece>> pieces = new HashMap<>();
    if (stretches.isEmpty()) {
      return pieces;
    }
    try (PreparedStatement select = connection.prepareStatement(sql(level, times))) {
      set(connection, select, stretches);
      ResultSet rows = select.executeQuery();
      while (rows.next()) {
        Stretch stretch = stretches.get(rows.getInt(1));
        @Nullable Piece piece = piece(rows, stretch, level);
        if (piece != null) {
          pieces.computeIfAbsent(stretch.series(), _ -> new ArrayList<>()).add(piece);
        }
      }
    }
    pieces.values().forEach(list -> list.sort(Comparator.comparingLong(Piece::firstStep)));
    return pieces;
  }

  /** {@code offset 0} keeps the look-up inside: an index scan for each stretch. */
  private static String sql(Level level, boolean times) {
    String summary =
        switch (level) {
          case POINTS -> "null::bytea";
          case FINE -> "k.fine";
          case COARSE -> "k.coarse";
        };
    return """
        select u.i, c.n, c.last_step, c.last_time,
          case when c.whole then c.summary end,
          case when not c.whole then c.data end,
          case when not c.whole and %s then c.times end
        from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)
          as u (i, branch_id, metric_id, from_step, to_step, from_time, to_time, loose, exact)
        cross join lateral (
          select k.n, k.last_step, k.last_time, k.data, k.times, %2$s as summary,
            not u.exact and %2$s is not null and (u.loose or k.first_step >= u.from_step) and k.last_step <= u.to_step
              and k.from_time >= u.from_time and k.to_time <= u.to_time as whole
          from metric_chunk k
          where k.branch_id = u.branch_id and k.metric_id = u.metric_id
            and k.first_step <= u.to_step and k.last_step >= u.from_step
            and k.from_time <= u.to_time and k.to_time >= u.from_time
          offset 0) c"""
        .formatted(times, summary);
  }

  private static void set(Connection connection, PreparedStatement select, List<Stretch> stretches)
      throws SQLException {
    int n = stretches.size();
    Integer[] numbers = new Integer[n];
    for (int i = 0; i < n; i++) {
      numbers[i] = i;
    }
    select.setArray(1, connection.createArrayOf("int4", numbers));
    select.setArray(2, column(connection, "uuid", stretches, s -> s.branch().value()));
    select.setArray(3, column(connection, "int4", stretches, Stretch::metricId));
    select.setArray(4, column(connection, "int8", stretches, Stretch::fromStep));
    select.setArray(5, column(connection, "int8", stretches, Stretch::toStep));
    select.setArray(6, column(connection, "int8", stretches, s -> s.times().from()));
    select.setArray(7, column(connection, "int8", stretches, s -> s.times().to()));
    select.setArray(8, column(connection, "bool", stretches, Stretch::loose));
    select.setArray(9, column(connection, "bool", stretches, s -> s.newer() != null));
  }

  private static Array column(
      Connection connection, String type, List<Stretch> stretches, Function<Stretch, Object> field)
      throws SQLException {
    return connection.createArrayOf(type, stretches.stream().map(field).toArray());
  }

  private @Nullable Piece piece(ResultSet row, Stretch stretch, Level level) throws SQLException {
    byte @Nullable [] summary = row.getBytes(5);
    if (summary != null) {
      return new Piece.Summary(decoder.summary(summary), row.getLong(3), row.getLong(4));
    }
    int n = row.getInt(2);
    SeriesPoints points = decoder.points(n, row.getBytes(6), row.getBytes(7));
    @Nullable SeriesPoints newer = stretch.newer();
    if (newer == null) {
      points = points.between(stretch.fromStep(), stretch.toStep());
      return points.size() == 0 ? null : new Piece.Points(points);
    }
    long last = Math.min(row.getLong(3), stretch.toStep());
    points =
        points
            .between(Long.MIN_VALUE, last)
            .overlaid(newer.between(points.firstStep(), last))
            .between(stretch.fromStep(), last);
    return points.size() == 0 ? null : summedUp(points, n, level);
  }

  /** As its chunk is stored: so that a reader of the whole and one of a part see the same. */
  private static Piece summedUp(SeriesPoints points, int n, Level level) {
    int parts = Chunk.subBuckets(n, level);
    if (parts == 0) {
      return new Piece.Points(points);
    }
    int last = points.size() - 1;
    return new Piece.Summary(
        SubBuckets.of(points, parts), points.lastStep(), points.timesMillis()[last]);
  }

  @Override
  public void close() {
    decoder.close();
  }
}

package dev.assay.series;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rows of {@code metric_series}. */
final class SeriesTable {
  private static final String COLUMNS =
      "branch_id, metric_id, n, first_step, last_step, first_time, last_time, last_value, min_value,"
          + " max_value, mean_value, non_finite, open_chunks, own";

  private SeriesTable() {}

  /** Those of some branches. */
  static List<StoredSeries> ofBranches(Connection connection, Collection<BranchId> branches)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select " + COLUMNS + " from metric_series where branch_id = any(?)")) {
      select.setArray(1, ids(connection, branches));
      return read(select);
    }
  }

  /** Those of some branches and some metrics. */
  static List<StoredSeries> find(
      Connection connection, Collection<BranchId> branches, Collection<Integer> metricIds)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select "
                + COLUMNS
                + " from metric_series where branch_id = any(?) and metric_id = any(?)")) {
      select.setArray(1, ids(connection, branches));
      select.setArray(2, Sql.ints(connection, metricIds));
      return read(select);
    }
  }

  /** The branches among some that have all of a series' history, with the metric of each. */
  static List<Whole> whole(Connection connection, Collection<BranchId> branches)
      throws SQLException {
    if (branches.isEmpty()) {
      return List.of();
    }
    try (PreparedStatement select =
        connection.prepareStatement(
            "select branch_id, metric_id from metric_series where branch_id = any(?) and own")) {
      select.setArray(1, ids(connection, branches));
      List<Whole> found = new ArrayList<>();
      ResultSet rows = select.executeQuery();
      while (rows.next()) {
        found.add(new Whole(new BranchId(rows.getObject(1, UUID.class)), rows.getInt(2)));
      }
      return found;
    }
  }

  /** A branch that has all of a series' history. */
  record Whole(BranchId branch, int metricId) {}

  private static Array ids(Connection connection, Collection<BranchId> branches)
      throws SQLException {
    return Sql.uuids(connection, branches.stream().map(BranchId::value).toList());
  }

  private static List<StoredSeries> read(PreparedStatement select) throws SQLException {
    List<StoredSeries> found = new ArrayList<>();
    ResultSet rows = select.executeQuery();
    while (rows.next()) {
      Values values =
          new Values(
              orNaN(rows.getObject(9, Double.class)),
              orNaN(rows.getObject(10, Double.class)),
              orNaN(rows.getObject(11, Double.class)),
              rows.getDouble(8),
              rows.getLong(3),
              rows.getLong(12));
      SeriesStats stats =
          new SeriesStats(
              rows.getLong(4), rows.getLong(5), rows.getLong(6), rows.getLong(7), values);
      found.add(
          new StoredSeries(
              new BranchId(rows.getObject(1, UUID.class)),
              rows.getInt(2),
              stats,
              ints(rows.getArray(13)),
              rows.getBoolean(14)));
    }
    return found;
  }

  private static double orNaN(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }

  private static int[] ints(Array array) throws SQLException {
    return Arrays.stream((Integer[]) array.getArray()).mapToInt(Integer::intValue).toArray();
  }

  /** Writes rows, those that are there already anew. */
  static void write(Connection connection, List<StoredSeries> all) throws SQLException {
    if (all.isEmpty()) {
      return;
    }
    try (PreparedStatement upsert =
        connection.prepareStatement(
            "insert into metric_series ("
                + COLUMNS
                + ") select b, m, n, fs, ls, ft, lt, lv, lo, hi, me, nf, string_to_array(oc, ',')::int[], own"
                + " from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " as u (b, m, n, fs, ls, ft, lt, lv, lo, hi, me, nf, oc, own) order by b, m"
                + " on conflict (branch_id, metric_id) do update set (n, first_step, last_step,"
                + " first_time, last_time, last_value, min_value, max_value, mean_value, non_finite,"
                + " open_chunks, own, xact) = (excluded.n, excluded.first_step, excluded.last_step,"
                + " excluded.first_time, excluded.last_time, excluded.last_value,"
                + " excluded.min_value, excluded.max_value, excluded.mean_value,"
                + " excluded.non_finite, excluded.open_chunks, excluded.own, excluded.xact)")) {
      Columns columns = new Columns(connection, upsert, all);
      columns.set("uuid", s -> s.branch().value());
      columns.set("int4", StoredSeries::metricId);
      columns.set("int8", StoredSeries::n);
      columns.set("int8", s -> s.stats().firstStep());
      columns.set("int8", s -> s.stats().lastStep());
      columns.set("int8", s -> s.stats().firstTimeMillis());
      columns.set("int8", s -> s.stats().lastTimeMillis());
      columns.set("float8", s -> s.stats().values().last());
      columns.set("float8", s -> orNull(s.stats().values().min()));
      columns.set("float8", s -> orNull(s.stats().values().max()));
      columns.set("float8", s -> orNull(s.stats().values().mean()));
      columns.set("int8", s -> s.stats().values().nonFinite());
      columns.set("text", s -> list(s.openChunks()));
      columns.set("bool", StoredSeries::own);
      upsert.executeUpdate();
    }
  }

  private static @Nullable Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }

  /** An array of arrays would need rows of equal length. */
  private static String list(int[] numbers) {
    StringBuilder list = new StringBuilder();
    for (int number : numbers) {
      list.append(list.isEmpty() ? "" : ",").append(number);
    }
    return list.toString();
  }

  /** Parameters that are a column each. */
  private static final class Columns {
    private final Connection connection;
    private final PreparedStatement statement;
    private final List<StoredSeries> all;
    private int at = 1;

    Columns(Connection connection, PreparedStatement statement, List<StoredSeries> all) {
      this.connection = connection;
      this.statement = statement;
      this.all = all;
    }

    void set(String type, Function<StoredSeries, @Nullable Object> field) throws SQLException {
      @Nullable Object[] column = new Object[all.size()];
      for (int i = 0; i < column.length; i++) {
        column[i] = field.apply(all.get(i));
      }
      statement.setArray(at++, connection.createArrayOf(type, column));
    }
  }
}

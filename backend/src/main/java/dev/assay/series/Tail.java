package dev.assay.series;

import dev.assay.runs.RunId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.stereotype.Component;

/**
 * The points of runs as they arrived: a row per run and commit, in the format of {@link TailCodec},
 * until compaction has made chunks of them.
 */
@Component
public class Tail {
  private static final int MOST_TRIES = 3;

  /** A unique key is there already; a deadlock was resolved at our cost. */
  private static final Set<String> WORTH_ANOTHER_TRY = Set.of("23505", "40P01");

  private final DataSource connections;

  Tail(DataSource connections) {
    this.connections = connections;
  }

  /** Points of a run that are in the tail and were not before. */
  record Added(RunId run, int points) {}

  /**
   * Stores batches, all or nothing, durable on return; those whose key is known are left out. The
   * order of the list is the order of writing.
   *
   * @return what is new
   * @throws DataAccessResourceFailureException when nothing was stored, or when the connection
   *     broke before the database could say so
   */
  public List<Added> append(List<RunBatch> batches) {
    boolean keyed = batches.stream().anyMatch(batch -> batch.key() != null);
    for (int tries = 1; ; tries++) {
      try {
        return keyed ? appendNew(batches) : appendAll(batches);
      } catch (DataAccessResourceFailureException e) {
        // another server has just stored one of them: the next look will see it
        if (!isWorthAnotherTry(e) || tries == MOST_TRIES) {
          throw e;
        }
      }
    }
  }

  private static boolean isWorthAnotherTry(DataAccessResourceFailureException e) {
    return e.getCause() instanceof SQLException sql
        && WORTH_ANOTHER_TRY.contains(String.valueOf(sql.getSQLState()));
  }

  private List<Added> appendNew(List<RunBatch> batches) {
    return Sql.transaction(
        connections,
        connection -> {
          Set<Key> known = known(connection, batches);
          List<RunBatch> fresh = new ArrayList<>();
          Map<Key, Integer> pointsOfKey = new TreeMap<>(); // in one order, against deadlocks
          for (RunBatch batch : batches) {
            @Nullable UUID id = batch.key();
            @Nullable Key key = id == null ? null : new Key(batch.run().value(), id);
            if (key == null) {
              fresh.add(batch);
            } else if (known.add(key)) {
              fresh.add(batch);
              pointsOfKey.put(key, batch.points().size());
            }
          }
          CopyRows keys = new CopyRows("metric_batch", "run_id", "batch_id", "n");
          pointsOfKey.forEach((key, n) -> keys.row().uuid(key.run).uuid(key.batch).int4(n));
          keys.send(connection);
          return copy(connection, fresh);
        });
  }

  private List<Added> appendAll(List<RunBatch> batches) {
    // a statement by itself is a transaction, for one round trip less
    try (Connection connection = connections.getConnection()) {
      return copy(connection, batches);
    } catch (SQLException e) {
      throw new DataAccessResourceFailureException("metric store: " + e.getMessage(), e);
    }
  }

  private record Key(UUID run, UUID batch) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byRun = run.compareTo(other.run);
      return byRun == 0 ? batch.compareTo(other.batch) : byRun;
    }
  }

  private static Set<Key> known(Connection connection, List<RunBatch> batches) throws SQLException {
    List<RunBatch> keyed = batches.stream().filter(batch -> batch.key() != null).toList();
    try (PreparedStatement select =
        connection.prepareStatement(
            "select b.run_id, b.batch_id from unnest(?, ?) as u (run_id, batch_id)"
                + " join metric_batch b using (run_id, batch_id)")) {
      select.setArray(1, Sql.uuids(connection, keyed.stream().map(b -> b.run().value()).toList()));
      select.setArray(2, Sql.uuids(connection, keyed.stream().map(RunBatch::key).toList()));
      Set<Key> known = new HashSet<>();
      ResultSet rows = select.executeQuery();
      while (rows.next()) {
        known.add(new Key(rows.getObject(1, UUID.class), rows.getObject(2, UUID.class)));
      }
      return known;
    }
  }

  private static List<Added> copy(Connection connection, List<RunBatch> batches)
      throws SQLException {
    List<Added> added = new ArrayList<>();
    CopyRows rows = new CopyRows("metric_tail", "run_id", "n", "payload");
    try (TailCodec codec = new TailCodec()) {
      byRun(batches)
          .forEach(
              (run, points) -> {
                rows.row().uuid(run.value()).int4(points.size()).bytea(codec.encode(points));
                added.add(new Added(run, points.size()));
              });
    }
    rows.send(connection);
    return added;
  }

  /** One batch per run; its points in the order in which the batches came. */
  private static Map<RunId, PointBatch> byRun(List<RunBatch> batches) {
    return batches.stream()
        .collect(
            Collectors.groupingBy(
                RunBatch::run,
                Collectors.mapping(
                    RunBatch::points,
                    Collectors.collectingAndThen(Collectors.toList(), PointBatch::concat))));
  }

  /**
   * The points of runs by metric, as far as they are in the tail.
   *
   * @param metricIds which metrics; null for all
   */
  static Map<RunId, Map<Integer, SeriesPoints>> read(
      Connection connection, Collection<RunId> runs, @Nullable Set<Integer> metricIds)
      throws SQLException {
    Map<RunId, Map<Integer, SeriesPoints.Builder>> builders = new HashMap<>();
    try (TailCodec codec = new TailCodec();
        PreparedStatement select =
            connection.prepareStatement(
                "select run_id, payload from metric_tail where run_id = any(?) order by seq")) {
      select.setArray(1, Sql.uuids(connection, runs.stream().map(RunId::value).toList()));
      ResultSet rows = select.executeQuery();
      while (rows.next()) {
        RunId run = new RunId(rows.getObject(1, UUID.class));
        byte[] payload = rows.getBytes(2);
        add(
            metricIds == null ? codec.decode(payload) : codec.decode(payload, metricIds),
            builders.computeIfAbsent(run, _ -> new HashMap<>()));
      }
    }
    Map<RunId, Map<Integer, SeriesPoints>> points = HashMap.newHashMap(builders.size());
    builders.forEach((run, series) -> points.put(run, build(series)));
    return points;
  }

  /** The metrics that runs have points of in the tail; runs that have none are left out. */
  static Map<RunId, Set<Integer>> metrics(Connection connection, Collection<RunId> runs)
      throws SQLException {
    Map<RunId, Set<Integer>> metrics = new HashMap<>();
    try (TailCodec codec = new TailCodec();
        PreparedStatement select =
            connection.prepareStatement(
                "select run_id, payload from metric_tail where run_id = any(?)")) {
      select.setArray(1, Sql.uuids(connection, runs.stream().map(RunId::value).toList()));
      ResultSet rows = select.executeQuery();
      while (rows.next()) {
        metrics
            .computeIfAbsent(new RunId(rows.getObject(1, UUID.class)), _ -> new HashSet<>())
            .addAll(codec.metrics(rows.getBytes(2)));
      }
    }
    return metrics;
  }

  private static void add(PointBatch batch, Map<Integer, SeriesPoints.Builder> builders) {
    SeriesPoints.@Nullable Builder builder = null;
    for (int i = 0; i < batch.size(); i++) {
      int metric = batch.metricIds()[i];
      if (builder == null || metric != batch.metricIds()[i - 1]) { // they mostly stand together
        builder = builders.computeIfAbsent(metric, _ -> new SeriesPoints.Builder());
      }
      builder.add(batch.steps()[i], batch.timesMillis()[i], batch.values()[i]);
    }
  }

  private static Map<Integer, SeriesPoints> build(Map<Integer, SeriesPoints.Builder> builders) {
    Map<Integer, SeriesPoints> series = HashMap.newHashMap(builders.size());
    builders.forEach((metric, builder) -> series.put(metric, builder.build()));
    return series;
  }

  /**
   * The first rows of a run's tail.
   *
   * @param seqs which rows
   * @param whole whether these are all
   */
  record Head(List<Long> seqs, Map<Integer, SeriesPoints> series, long points, boolean whole) {}

  /** The oldest rows of a run, to about so many points. */
  static Head head(Connection connection, RunId run, long mostPoints) throws SQLException {
    Map<Integer, SeriesPoints.Builder> builders = new HashMap<>();
    List<Long> seqs = new ArrayList<>();
    long points = 0;
    try (TailCodec codec = new TailCodec();
        PreparedStatement select =
            connection.prepareStatement(
                "select seq, payload from (select seq, payload, sum(n) over (order by seq) - n as before"
                    + " from metric_tail where run_id = ?) t where before < ? order by seq")) {
      select.setObject(1, run.value());
      select.setLong(2, mostPoints);
      ResultSet rows = select.executeQuery();
      while (rows.next()) {
        PointBatch batch = codec.decode(rows.getBytes(2));
        seqs.add(rows.getLong(1));
        points += batch.size();
        add(batch, builders);
      }
    }
    return new Head(seqs, build(builders), points, points < mostPoints);
  }

  /** Forgets which batches of a run were stored. */
  static void forgetBatches(Connection connection, RunId run) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from metric_batch where run_id = ?")) {
      delete.setObject(1, run.value());
      delete.executeUpdate();
    }
  }

  static void remove(Connection connection, RunId run, List<Long> seqs) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from metric_tail where run_id = ? and seq = any(?)")) {
      delete.setObject(1, run.value());
      delete.setArray(2, Sql.longs(connection, seqs));
      delete.executeUpdate();
    }
  }

  /**
   * What waits in the tail.
   *
   * @param rows commits
   */
  record Waiting(RunId run, long points, long rows) {}

  /** Everything that waits, of all runs; reads the whole tail's index and numbers. */
  List<Waiting> waiting() {
    return Sql.transaction(
        connections,
        connection -> {
          List<Waiting> waiting = new ArrayList<>();
          try (var statement = connection.createStatement()) {
            ResultSet rows =
                statement.executeQuery(
                    "select run_id, sum(n), count(*) from metric_tail group by run_id");
            while (rows.next()) {
              waiting.add(
                  new Waiting(
                      new RunId(rows.getObject(1, UUID.class)), rows.getLong(2), rows.getLong(3)));
            }
          }
          return waiting;
        });
  }
}

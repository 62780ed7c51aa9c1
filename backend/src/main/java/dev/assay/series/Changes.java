package dev.assay.series;

import dev.assay.runs.RunId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/**
 * What has become visible of some runs since a snapshot: the least step of each series that was
 * written. It may name steps that the snapshot showed already, since rows that move from the tail
 * into chunks are written anew; it never misses one.
 */
final class Changes {
  private static final long ALL = Long.MIN_VALUE;

  private final Map<RunId, Map<Integer, Long>> leastSteps = new HashMap<>();
  private final Set<RunId> rearranged = new HashSet<>();

  private Changes() {}

  /** What has changed of these metrics since. */
  static Changes since(
      Connection connection, String snapshot, Collection<RunId> runs, Collection<Integer> metricIds)
      throws SQLException {
    Changes changes = new Changes();
    changes.readTail(connection, snapshot, runs);
    Set<RunId> flushed = runsOf(connection, "metric_flush", snapshot, runs);
    if (!flushed.isEmpty()) {
      changes.rearranged.addAll(runsOf(connection, "metric_lineage", snapshot, flushed));
      changes.readChunks(connection, snapshot, flushed, metricIds);
    }
    return changes;
  }

  /**
   * The least step that was written; empty when none was, {@code Long.MIN_VALUE} for all of them.
   */
  OptionalLong leastStep(RunId run, int metricId) {
    if (rearranged.contains(run)) {
      return OptionalLong.of(ALL);
    }
    Long least = leastSteps.getOrDefault(run, Map.of()).get(metricId);
    return least == null ? OptionalLong.empty() : OptionalLong.of(least);
  }

  private void note(RunId run, int metricId, long step) {
    leastSteps.computeIfAbsent(run, _ -> new HashMap<>()).merge(metricId, step, Math::min);
  }

  private void readTail(Connection connection, String snapshot, Collection<RunId> runs)
      throws SQLException {
    try (TailCodec codec = new TailCodec();
        PreparedStatement select =
            connection.prepareStatement(
                "select run_id, payload from metric_tail where run_id = any(?)"
                    + " and not pg_visible_in_snapshot(xact, ?::pg_snapshot)")) {
      select.setArray(1, ids(connection, runs));
      select.setString(2, snapshot);
      ResultSet rows = select.executeQuery();
      while (rows.next()) {
        RunId run = new RunId(rows.getObject(1, UUID.class));
        PointBatch batch = codec.decode(rows.getBytes(2));
        for (int i = 0; i < batch.size(); i++) {
          note(run, batch.metricIds()[i], batch.steps()[i]);
        }
      }
    }
  }

  private static Set<RunId> runsOf(
      Connection connection, String table, String snapshot, Collection<RunId> runs)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select distinct run_id from "
                + table
                + " where run_id = any(?) and not pg_visible_in_snapshot(xact, ?::pg_snapshot)")) {
      select.setArray(1, ids(connection, runs));
      select.setString(2, snapshot);
      Set<RunId> found = new HashSet<>();
      ResultSet rows = select.executeQuery();
      while (rows.next()) {
        found.add(new RunId(rows.getObject(1, UUID.class)));
      }
      return found;
    }
  }

  /** Of a run's own branch: those it inherits from do not change for it. */
  private void readChunks(
      Connection connection, String snapshot, Set<RunId> runs, Collection<Integer> metricIds)
      throws SQLException {
    Map<BranchId, RunId> runOfBranch = new HashMap<>();
    Lineages.of(connection, runs).forEach((run, l) -> runOfBranch.put(l.own(), run));
    List<UUID> branches = runOfBranch.keySet().stream().map(BranchId::value).toList();
    try (PreparedStatement select =
        connection.prepareStatement(
            "select s.branch_id, s.metric_id, (select min(c.first_step) from metric_chunk c"
                + "  where c.branch_id = s.branch_id and c.metric_id = s.metric_id"
                + "  and not pg_visible_in_snapshot(c.xact, ?::pg_snapshot))"
                + " from metric_series s where s.branch_id = any(?) and s.metric_id = any(?)"
                + " and not pg_visible_in_snapshot(s.xact, ?::pg_snapshot)")) {
      select.setString(1, snapshot);
      select.setArray(2, Sql.uuids(connection, branches));
      select.setArray(3, Sql.ints(connection, metricIds));
      select.setString(4, snapshot);
      ResultSet rows = select.executeQuery();
      while (rows.next()) {
        RunId run = runOfBranch.get(new BranchId(rows.getObject(1, UUID.class)));
        long least = rows.getLong(3);
        if (run != null) {
          note(run, rows.getInt(2), rows.wasNull() ? ALL : least);
        }
      }
    }
  }

  private static Array ids(Connection connection, Collection<RunId> runs) throws SQLException {
    return Sql.uuids(connection, runs.stream().map(RunId::value).toList());
  }
}

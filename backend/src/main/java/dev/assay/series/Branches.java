package dev.assay.series;

import dev.assay.problem.Problem;
import dev.assay.runs.RunId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins branches of runs' histories, and deletes them. */
final class Branches {
  private static final Logger log = LoggerFactory.getLogger(Branches.class);
  private static final int MOST_BRANCHES = 100;
  private static final long EVERYTHING = 1L << 53;

  private final DataSource connections;

  Branches(DataSource connections) {
    this.connections = connections;
  }

  /**
   * A run goes on from a step of another, or of itself.
   *
   * @throws Problem.Conflict when the history has been branched too often
   */
  void branch(RunId from, RunId to, long step) {
    Sql.transaction(
        connections,
        connection -> {
          RunLock.take(connection, from);
          while (!Compaction.flush(connection, from).whole()) {
            log.debug("{} has more in its tail", from);
          }
          if (!RunLock.isThere(connection, from)) {
            throw new Problem.NotFound("run", from);
          }
          Lineage before = Lineages.of(connection, from);
          boolean written = ChunkTable.isAny(connection, before.own());
          // a branch that has nothing yet is not worth naming, and can be gone on with
          Lineage shared = written ? before : before.withoutOwn();
          if (shared.parts().size() >= MOST_BRANCHES) {
            throw new Problem.Conflict(
                "run %s has been rewound or forked %d times, which is the most"
                    .formatted(from, MOST_BRANCHES));
          }
          goOn(connection, from, before, shared.branchedAt(step, BranchId.next()), to, step);
          if (to.equals(from) && !written) {
            ChunkTable.delete(connection, before.own());
          } else if (!to.equals(from) && written) {
            // what is shared must not change when either of them goes on
            Lineage after = before.branchedAt(EVERYTHING, BranchId.next());
            goOn(connection, from, before, after, from, EVERYTHING);
          }
          return before;
        });
  }

  /** A run goes on in a branch of its own from where another one is. */
  private static void goOn(
      Connection connection, RunId from, Lineage before, Lineage after, RunId to, long step)
      throws SQLException {
    inherit(connection, from, before.own(), after.own(), step);
    Lineages.replace(connection, to, after);
    Flushes.count(connection, to);
  }

  /**
   * Writes down what the series of a branch amount to up to a step, for the one that follows it.
   */
  private static void inherit(
      Connection connection, RunId run, BranchId from, BranchId to, long step) throws SQLException {
    View view = new View(connection, List.of(run), null);
    List<StoredSeries> inherited = new ArrayList<>();
    try (SeriesReader reader = new SeriesReader(connection, view)) {
      for (StoredSeries series : SeriesTable.ofBranches(connection, List.of(from))) {
        Optional<SeriesStats> stats =
            series.stats().lastStep() <= step
                ? Optional.of(series.stats())
                : reader.stats(run, series.metricId(), step);
        stats.ifPresent(
            s -> inherited.add(new StoredSeries(to, series.metricId(), s, new int[0], false)));
      }
    }
    SeriesTable.write(connection, inherited);
  }

  /** Deletes the points of a run, but for what other runs share. */
  void purge(RunId run) {
    Sql.transaction(
        connections,
        connection -> {
          RunLock.take(connection, run);
          RunLock.takeForPurging(connection);
          Set<BranchId> branches = new HashSet<>();
          branches.add(BranchId.firstOf(run));
          Lineages.of(connection, run).parts().forEach(part -> branches.add(part.branch()));
          Lineages.remove(connection, run);
          for (String table : List.of("metric_tail", "metric_batch", "metric_flush")) {
            try (PreparedStatement delete =
                connection.prepareStatement("delete from " + table + " where run_id = ?")) {
              delete.setObject(1, run.value());
              delete.executeUpdate();
            }
          }
          for (BranchId branch : branches) {
            if (!Lineages.isUsed(connection, branch, run)) {
              ChunkTable.delete(connection, branch);
            }
          }
          return branches;
        });
  }

  /** Deletes branches that no history is made of, as an interrupted purge may leave them. */
  void sweep() {
    Sql.transaction(
        connections,
        connection -> {
          RunLock.takeForPurging(connection);
          for (String table : List.of("metric_chunk", "metric_series")) {
            try (PreparedStatement delete =
                connection.prepareStatement(
                    "delete from "
                        + table
                        + " c where not exists (select from run r where r.id = c.branch_id)"
                        + " and not exists (select from metric_lineage l where l.branch_id = c.branch_id)")) {
              delete.executeUpdate();
            }
          }
          return true;
        });
  }
}

package dev.assay.series;

import dev.assay.problem.Problem;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.RunLifecycle;
import dev.assay.runs.RunPurged;
import dev.assay.runs.RunPurging;
import dev.assay.runs.Runs;
import dev.assay.team.UserId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;

/**
 * Goes back in what runs have measured, and deletes it. Nothing is copied: a run that is rewound,
 * or a fork, goes on in a branch of its own and shares what lies before.
 */
@Service
public class History {
  private static final Logger log = LoggerFactory.getLogger(History.class);
  private static final int MOST_BRANCHES = 100;
  private static final long EVERYTHING = 1L << 53;

  private final DataSource connections;
  private final Runs runs;
  private final RunLifecycle lifecycle;

  History(DataSource connections, Runs runs, RunLifecycle lifecycle) {
    this.connections = connections;
    this.runs = runs;
    this.lifecycle = lifecycle;
  }

  /**
   * Hides the points of a run after a step: it is being resumed from there. Points that are stored
   * at the same moment may be among the hidden ones or not.
   *
   * @param step the last that stays, 0 or more
   * @throws Problem.NotFound when there is no such run
   * @throws Problem.Conflict when it has been rewound or forked too often
   */
  public void rewind(RunId run, long step) {
    check(step);
    runs.get(run);
    branch(run, run, step);
  }

  /**
   * A new run that begins with the history of another.
   *
   * @param step the last that they share, 0 or more
   * @param name null for one made from its id
   * @throws Problem.NotFound when there is no such run
   * @throws Problem.Conflict when it has been rewound or forked too often
   */
  public Run fork(RunId from, long step, @Nullable String name, UserId by) {
    check(step);
    Run fork = runs.fork(from, step, name, by);
    try {
      branch(from, fork.id(), step);
      return fork;
    } catch (RuntimeException e) {
      lifecycle.delete(fork.id());
      lifecycle.purge(fork.id());
      throw e;
    }
  }

  private static void check(long step) {
    if (step < 0) {
      throw new Problem.Invalid("step", step, "steps start at 0");
    }
  }

  void branch(RunId from, RunId to, long step) {
    Sql.transaction(
        connections,
        connection -> {
          RunLock.take(connection, from);
          while (!Compaction.flush(connection, from).whole()) {
            log.debug("{} has more in its tail", from);
          }
          Lineage before = Lineages.of(connection, from);
          if (before.parts().size() >= MOST_BRANCHES) {
            throw new Problem.Conflict(
                "run %s has been rewound or forked %d times, which is the most"
                    .formatted(from, MOST_BRANCHES));
          }
          goOn(connection, from, before, to, step);
          if (!to.equals(from)) { // what is shared must not change when either of them goes on
            goOn(connection, from, before, from, EVERYTHING);
          }
          return before;
        });
  }

  /** A run goes on in a branch of its own from where another one is. */
  private static void goOn(Connection connection, RunId from, Lineage before, RunId to, long step)
      throws SQLException {
    Lineage after = before.branchedAt(step, BranchId.next());
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

  @EventListener
  void purging(RunPurging event) {
    purge(event.run());
  }

  /** Once more: points that came meanwhile may have become chunks, for the run was still there. */
  @EventListener
  void purged(RunPurged event) {
    purge(event.run());
  }

  /** Deletes the points of a run, but for what other runs share. */
  void purge(RunId run) {
    Sql.transaction(
        connections,
        connection -> {
          RunLock.take(connection, run);
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
}

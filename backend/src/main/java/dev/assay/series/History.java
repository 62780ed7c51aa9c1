package dev.assay.series;

import dev.assay.problem.Problem;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.RunLifecycle;
import dev.assay.runs.RunPurged;
import dev.assay.runs.RunPurging;
import dev.assay.runs.Runs;
import dev.assay.team.UserId;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;

/**
 * Goes back in what runs have measured, and deletes it. Nothing is copied: a run that is rewound,
 * or a fork, goes on in a branch of its own and shares what lies before.
 */
@Service
public class History {
  private final Branches branches;
  private final Runs runs;
  private final RunLifecycle lifecycle;

  History(DataSource connections, Runs runs, RunLifecycle lifecycle) {
    this.branches = new Branches(connections);
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
    runs.present(run);
    branches.branch(run, run, step);
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
    return branched(from, step, runs.fork(from, step, name, by));
  }

  /** The same of a run that is to be executed later; it has no params yet. */
  public Run queueFork(RunId from, long step, @Nullable String name, UserId by) {
    check(step);
    return branched(from, step, runs.queueFork(from, step, name, by));
  }

  private Run branched(RunId from, long step, Run fork) {
    try {
      branches.branch(from, fork.id(), step);
      return fork;
    } catch (RuntimeException e) {
      lifecycle.delete(fork.id());
      lifecycle.purge(fork.id());
      throw e;
    }
  }

  // once a day: it looks at every chunk's key
  @Scheduled(fixedDelay = 24, initialDelay = 1, timeUnit = TimeUnit.HOURS)
  void sweep() {
    Thread.ofVirtual().name("branches").start(branches::sweep);
  }

  private static void check(long step) {
    if (step < 0) {
      throw new Problem.Invalid("step", step, "steps start at 0");
    }
  }

  @EventListener
  void purging(RunPurging event) {
    branches.purge(event.run());
  }

  /** Once more: points that came meanwhile may have become chunks, for the run was still there. */
  @EventListener
  void purged(RunPurged event) {
    branches.purge(event.run());
  }
}

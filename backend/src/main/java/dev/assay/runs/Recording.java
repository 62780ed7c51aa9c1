package dev.assay.runs;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.assay.problem.Problem;
import java.time.Duration;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * For what is recorded of runs many times a second: whether a run takes it, and that it is alive. A
 * look into the database, or a write, for each of these would cost more than what is recorded.
 */
@Component
public class Recording {
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final int MOST_RUNS = 100_000;

  private final Runs runs;
  private final Cache<RunId, Boolean> present = cache();
  private final Cache<RunId, Boolean> told = cache();

  Recording(Runs runs) {
    this.runs = runs;
  }

  private static Cache<RunId, Boolean> cache() {
    return Caffeine.newBuilder().expireAfterWrite(INTERVAL).maximumSize(MOST_RUNS).build();
  }

  /**
   * Returns when something of this run can be recorded. A run that another server deletes takes
   * things for five more seconds.
   *
   * @throws Problem.NotFound when there is no such run
   * @throws Problem.Conflict when it is deleted
   */
  public void require(RunId run) {
    if (!present.get(run, runs::isPresent)) {
      runs.get(run); // says so when there is none
      throw new Problem.Conflict("run " + run + " is deleted: restore it to record more of it");
    }
  }

  /** Something was recorded: the run is alive, though it may send no heartbeats, as scripts do. */
  public void signOfLife(RunId run) {
    if (told.asMap().putIfAbsent(run, true) == null) {
      runs.seen(run);
    }
  }

  @EventListener
  void forget(RunDeleted event) {
    present.invalidate(event.run());
  }

  @EventListener
  void forget(RunPurging event) {
    present.invalidate(event.run());
  }
}

package dev.assay.runs;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.assay.problem.Problem;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * For what is recorded of runs many times a second: whether a run takes it, and that it is alive. A
 * look into the database, or a write, for each of these would cost more than what is recorded.
 */
@Component
public class Recording {
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final int MOST_RUNS = 100_000;

  private static final Logger log = LoggerFactory.getLogger(Recording.class);

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
      throw Runs.deleted(run);
    }
  }

  /**
   * Something was recorded: the run is alive, though it may send no heartbeats, as scripts do.
   * Never fails, for what was recorded is recorded.
   */
  public void signOfLife(RunId run) {
    if (told.asMap().putIfAbsent(run, true) == null) {
      try {
        runs.seen(run);
      } catch (DataAccessException | org.jooq.exception.DataAccessException e) {
        told.invalidate(run);
        log.warn("run {} is alive, but that could not be told: {}", run, e.getMessage());
      }
    }
  }

  @TransactionalEventListener(fallbackExecution = true)
  void forget(RunDeleted event) {
    present.invalidate(event.run());
  }

  @EventListener
  void forget(RunPurging event) {
    present.invalidate(event.run());
  }
}

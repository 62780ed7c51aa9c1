package dev.assay.sweeps;

import dev.assay.jobs.JobEnded;
import dev.assay.runs.RunEnded;
import dev.assay.runs.RunId;
import jakarta.annotation.PreDestroy;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Sees to it that sweeps go on: at once when a run or a job has ended, and every few seconds for
 * what nobody tells, such as new points. Every server does it; doing it twice changes nothing.
 */
@Component
class SweepWatch {
  private static final Logger log = LoggerFactory.getLogger(SweepWatch.class);

  private final SweepStore store;
  private final SweepLoop loop;
  private final Set<SweepId> waiting = ConcurrentHashMap.newKeySet();
  // few, for each takes a connection while it waits for a sweep's lock
  private final ExecutorService workers =
      Executors.newFixedThreadPool(2, Thread.ofPlatform().name("sweeps-", 0).daemon().factory());

  SweepWatch(SweepStore store, SweepLoop loop) {
    this.store = store;
    this.loop = loop;
  }

  @TransactionalEventListener(fallbackExecution = true)
  void ended(RunEnded event) {
    execute(() -> lookAt(event.run()));
  }

  @TransactionalEventListener(fallbackExecution = true)
  void ended(JobEnded event) {
    execute(() -> lookAt(event.run()));
  }

  private void lookAt(RunId run) {
    store.of(run).ifPresent(row -> soon(row.trial().sweep()));
  }

  @Scheduled(fixedDelayString = "${assay.sweeps.check:2s}")
  void check() {
    try {
      store.due().forEach(this::soon);
    } catch (RuntimeException e) { // the next look may do better
      tell(e);
    }
  }

  /** Once for all that happens before it begins. */
  private void soon(SweepId id) {
    if (waiting.add(id)) {
      execute(
          () -> {
            waiting.remove(id);
            loop.advance(id);
          });
    }
  }

  private void execute(Runnable work) {
    try {
      workers.execute(
          () -> {
            try {
              work.run();
            } catch (RuntimeException e) { // the next look may do better
              tell(e);
            }
          });
    } catch (RejectedExecutionException e) {
      log.debug("the server is about to stop: its next start goes on with the sweeps");
    }
  }

  private static void tell(RuntimeException e) {
    log.warn("sweeps do not go on for now: {}", e.toString());
    log.debug("why sweeps do not go on", e);
  }

  @PreDestroy
  void stop() {
    workers.shutdown();
  }
}

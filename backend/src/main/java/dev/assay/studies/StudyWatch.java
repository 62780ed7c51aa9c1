package dev.assay.studies;

import dev.assay.problem.Problem;
import dev.assay.runs.RunDeleted;
import dev.assay.runs.RunEnded;
import dev.assay.runs.RunId;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Sees to it that studies are fitted anew: soon after a run has ended, and every minute for what
 * was missed. What is wanted stands in the database, so that the next start goes on with it.
 */
@Component
class StudyWatch {
  private static final Logger log = LoggerFactory.getLogger(StudyWatch.class);

  /** Runs of a sweep end one after the other: they are waited for. */
  private static final Duration DELAY = Duration.ofSeconds(2);

  private final StudyStore store;
  private final StudyLoop loop;
  private final Map<StudyId, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();
  // one at a time: a fit takes all the cores that it may
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("studies").daemon().factory());

  StudyWatch(StudyStore store, StudyLoop loop) {
    this.store = store;
    this.loop = loop;
  }

  @TransactionalEventListener(fallbackExecution = true)
  void ended(RunEnded event) {
    changed(event.run());
  }

  @TransactionalEventListener(fallbackExecution = true)
  void deleted(RunDeleted event) {
    changed(event.run());
  }

  private void changed(RunId run) {
    try {
      worker.execute(() -> quietly(() -> store.wantThoseOf(run).forEach(this::soon)));
    } catch (RejectedExecutionException e) {
      log.debug("the server is about to stop: its next start goes on with the studies");
    }
  }

  @Scheduled(fixedDelayString = "${assay.studies.check:60s}")
  void check() {
    quietly(
        () -> {
          store.wantThoseMissed();
          store.due().forEach(this::soon);
        });
  }

  /** Once for all that happens until it begins. */
  void soon(StudyId id) {
    CompletableFuture.delayedExecutor(DELAY.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> quietly(() -> beginAlone(id)));
  }

  /** Nobody waits for it, so that a failure is told. */
  private void beginAlone(StudyId id) {
    var _ =
        begin(id)
            .exceptionally(
                e -> {
                  tell(e);
                  return null;
                });
  }

  /** Now, and waits for it. */
  void now(StudyId id) {
    try {
      begin(id).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** One fit for all who want it before it begins. */
  private CompletableFuture<Void> begin(StudyId id) {
    return waiting.computeIfAbsent(
        id,
        _ ->
            CompletableFuture.runAsync(
                () -> {
                  waiting.remove(id);
                  loop.advance(id);
                },
                worker));
  }

  private static void quietly(Runnable work) {
    try {
      work.run();
    } catch (RejectedExecutionException e) {
      log.debug("the server is about to stop: its next start goes on with the studies");
    } catch (RuntimeException e) { // the next look may do better
      tell(e);
    }
  }

  private static void tell(Throwable e) {
    if (e instanceof Problem.NotFound || e.getCause() instanceof Problem.NotFound) {
      log.debug("a study was deleted before it was fitted: {}", e.toString());
      return;
    }
    log.warn("studies are not fitted for now: {}", e.toString());
    log.debug("why studies are not fitted", e);
  }

  @PreDestroy
  void stop() {
    worker.shutdownNow();
  }
}

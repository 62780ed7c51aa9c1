package dev.assay.datasets;

import dev.assay.datasets.DatasetStore.Claim;
import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Makes the profiles of versions, one after the other. What is wanted stands in the database, so
 * that the next start goes on with it. A claim on a version lasts as long as its server says that
 * it goes on, so that another one takes it up when that is killed; after some attempts nobody does.
 */
@Component
class Profiling {
  private static final Logger log = LoggerFactory.getLogger(Profiling.class);
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Duration BEAT = Duration.ofSeconds(10);

  private final DatasetStore store;
  private final StoredFiles files;
  private final Set<DatasetVersionId> waiting = ConcurrentHashMap.newKeySet();
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("datasets").daemon().factory());
  private final ScheduledExecutorService beats =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("dataset-beats").daemon().factory());

  private volatile @Nullable Claim current;
  private volatile boolean stopping;

  Profiling(DatasetStore store, StoredFiles files) {
    this.store = store;
    this.files = files;
  }

  /** Goes on with what an earlier process, or another server, did not end. */
  @Scheduled(fixedDelayString = "${assay.datasets.check:60s}")
  void check() {
    try {
      store.pending().forEach(this::soon);
    } catch (RuntimeException e) { // the next look may do better
      log.warn("data sets are not profiled for now: {}", e.toString());
    }
  }

  void soon(DatasetVersionId id) {
    if (waiting.add(id)) {
      try {
        worker.execute(() -> attempt(id));
      } catch (RejectedExecutionException e) {
        log.debug("the server is about to stop: its next start goes on with the data sets");
      }
    }
  }

  private void attempt(DatasetVersionId id) {
    waiting.remove(id);
    try {
      if (!stopping) {
        store.claim(id, LEASE).ifPresent(this::advance);
      }
    } catch (RuntimeException e) {
      log.warn("data set version {} is not profiled for now: {}", id, e.toString());
      log.debug("why a data set is not profiled", e);
    }
  }

  private void advance(Claim claim) {
    current = claim;
    ScheduledFuture<?> beat =
        beats.scheduleWithFixedDelay(
            () -> beat(claim), BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
    try {
      profile(claim);
    } finally {
      beat.cancel(false);
      current = null;
    }
  }

  private void beat(Claim claim) {
    try {
      store.extend(claim, LEASE);
    } catch (RuntimeException e) { // the next beat may do better
      log.debug("data set version {} cannot say that it goes on", claim.version().id(), e);
    }
  }

  private void profile(Claim claim) {
    DatasetVersion version = claim.version();
    try (StoredFiles.Copy copy = files.copy(version.id(), version.fileName())) {
      Shape shape = Survey.of(copy.file(), version.format(), version.timeColumn());
      Profile profile = Pass.profile(copy.file(), version.format(), shape);
      store.done(claim, shape, profile);
    } catch (Problem.Invalid e) {
      store.failed(claim, said(e));
    } catch (Problem.TooLarge e) {
      store.failed(claim, String.valueOf(e.getMessage()));
    } catch (Problem.NotFound e) {
      log.debug("data set version {} was deleted before it was profiled", version.id());
    } catch (Problem.Unavailable e) {
      store.giveBack(claim); // it is tried again
      throw e;
    } catch (IOException | RuntimeException e) { // a version is not to be pending for ever
      if (stopping) {
        return;
      }
      log.error("data set version {} cannot be profiled", version.id(), e);
      store.failed(claim, "the profile failed; the server's log has more: " + e);
    }
  }

  /** All that is told, a line each. */
  private static String said(Problem.Invalid problem) {
    if (problem.violations().size() < 2) {
      return String.valueOf(problem.getMessage());
    }
    return Stream.concat(
            Stream.of(String.valueOf(problem.getMessage())),
            problem.violations().stream().map(Profiling::sentence))
        .collect(Collectors.joining("\n"));
  }

  private static String sentence(Violation v) {
    return "%s is %s: %s".formatted(v.field(), v.value(), v.rule());
  }

  @PreDestroy
  void stop() {
    stopping = true;
    @Nullable Claim interrupted = current;
    if (interrupted != null) {
      giveBack(interrupted);
    }
    worker.shutdownNow();
    beats.shutdownNow();
  }

  /** What the worker may still say of it does not count then. */
  private void giveBack(Claim claim) {
    try {
      store.giveBack(claim);
    } catch (RuntimeException e) {
      log.debug("data set version {} is free when its lease ends", claim.version().id(), e);
    }
  }
}

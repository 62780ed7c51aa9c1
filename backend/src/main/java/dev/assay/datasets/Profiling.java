package dev.assay.datasets;

import dev.assay.datasets.DatasetVersion.State;
import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes the profiles of versions, one after the other. What is wanted stands in the database, so
 * that the next start goes on with it; a version is profiled under its lock, so that servers do not
 * do it twice.
 */
@Component
class Profiling {
  private static final Logger log = LoggerFactory.getLogger(Profiling.class);

  private final DatasetStore store;
  private final StoredFiles files;
  private final TransactionTemplate transaction;
  private final Set<DatasetVersionId> waiting = ConcurrentHashMap.newKeySet();
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("datasets").daemon().factory());

  Profiling(DatasetStore store, StoredFiles files, TransactionTemplate transaction) {
    this.store = store;
    this.files = files;
    this.transaction = transaction;
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
      transaction.executeWithoutResult(_ -> advance(id));
    } catch (RuntimeException e) {
      log.warn("data set version {} is not profiled for now: {}", id, e.toString());
      log.debug("why a data set is not profiled", e);
    }
  }

  /** Profiles it, unless that was done meanwhile, or it was deleted. */
  private void advance(DatasetVersionId id) {
    store.lock(id);
    store
        .find(id)
        .filter(version -> version.state() == State.PENDING)
        .ifPresent(this::profile);
  }

  private void profile(DatasetVersion version) {
    try (StoredFiles.Copy copy = files.copy(version.id(), version.fileName())) {
      Shape shape = Survey.of(copy.file(), version.format(), version.timeColumn());
      Profile profile =
          Pass.over(copy.file(), version.format(), shape, Window.ALL).profile();
      store.done(version.id(), shape, profile);
    } catch (Problem.Invalid e) {
      store.failed(version.id(), said(e));
    } catch (Problem.NotFound e) {
      log.debug("data set version {} was deleted before it was profiled", version.id());
    } catch (Problem.Unavailable e) {
      throw e; // it is tried again
    } catch (IOException | RuntimeException e) { // a version is not to be pending for ever
      log.error("data set version {} cannot be profiled", version.id(), e);
      store.failed(version.id(), "the profile failed; the server's log has more: " + e);
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
    worker.shutdownNow();
  }
}

package dev.assay.artifacts;

import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Collects content that no artifact refers to, and uploads that nobody goes on with. */
@Component
class ArtifactUpkeep {
  private static final Logger log = LoggerFactory.getLogger(ArtifactUpkeep.class);
  private static final int AT_ONCE = 1000;

  /** So many contents in a row that cannot be deleted: the store is away, or all but. */
  private static final int MOST_FAILURES = 100;

  private final ArtifactStore store;
  private final ContentStore contents;
  private final UploadStore uploads;
  private final Staging staging;
  private final ArtifactSettings settings;
  private final Clock clock;
  // not on the scheduler's thread: what others have scheduled would wait for a slow store
  private final ExecutorService worker = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicBoolean busy = new AtomicBoolean();

  /** Where the last collection was given up, so that the next comes past it. */
  private @Nullable Sha256 givenUpAt;

  ArtifactUpkeep(
      ArtifactStore store,
      ContentStore contents,
      UploadStore uploads,
      Staging staging,
      ArtifactSettings settings,
      Clock clock) {
    this.store = store;
    this.contents = contents;
    this.uploads = uploads;
    this.staging = staging;
    this.settings = settings;
    this.clock = clock;
  }

  @Scheduled(
      fixedDelayString = "${assay.artifacts.collect-every:10m}",
      initialDelayString = "${assay.artifacts.collect-every:10m}")
  void tidySoon() {
    if (busy.compareAndSet(false, true)) {
      worker.execute(
          () -> {
            try {
              attempt("uploads that nobody goes on with", this::endAbandoned);
              attempt("contents that nothing refers to", this::collect);
              attempt("what was left half done in the store", contents::sweep);
            } finally {
              busy.set(false);
            }
          });
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  private static void attempt(String what, Step step) {
    try {
      step.run();
    } catch (IOException | RuntimeException e) {
      log.warn("{} could not be deleted: {}", what, e.toString());
    }
  }

  /**
   * Deletes content that no artifact refers to and nobody has claimed of late; returns how many.
   * What cannot be deleted stays, and does not keep the rest from going.
   */
  int collect() {
    Instant before = clock.instant().minus(settings.keepUnreferenced());
    int collected = 0;
    int failuresInARow = 0;
    @Nullable Sha256 after = givenUpAt;
    givenUpAt = null;
    List<Sha256> some = store.unreferenced(before, after, AT_ONCE);
    while (!some.isEmpty()) {
      for (Sha256 sha256 : some) {
        after = sha256;
        try {
          collected += store.collect(sha256, before, () -> contents.delete(sha256)) ? 1 : 0;
          failuresInARow = 0;
        } catch (RuntimeException e) {
          log.warn("content {} could not be deleted: {}", sha256, e.toString());
          if (++failuresInARow == MOST_FAILURES) {
            givenUpAt = sha256;
            return collected;
          }
        }
      }
      some = store.unreferenced(before, after, AT_ONCE);
    }
    log.debug("{} contents that nothing referred to were deleted", collected);
    return collected;
  }

  /** Ends uploads to which nothing was added for long, and those that went with their runs. */
  void endAbandoned() throws IOException {
    Instant before = clock.instant().minus(settings.keepAbandoned());
    for (UploadId id : uploads.untouchedSince(before)) {
      uploads.end(id);
    }
    for (UploadId id : staging.uploads()) {
      if (uploads.find(id).isEmpty()) {
        attempt("the parts of upload " + id, () -> staging.end(id));
      }
    }
  }

  @PreDestroy
  void stop() {
    worker.shutdownNow();
  }
}

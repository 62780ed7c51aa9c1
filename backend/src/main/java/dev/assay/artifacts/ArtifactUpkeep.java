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

  private final ArtifactStore store;
  private final ContentStore contents;
  private final UploadStore uploads;
  private final Staging staging;
  private final ArtifactSettings settings;
  private final Clock clock;
  // not on the scheduler's thread: what others have scheduled would wait for a slow store
  private final ExecutorService worker = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicBoolean busy = new AtomicBoolean();

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
              endAbandoned();
              int collected = collect();
              log.debug("{} contents that nothing referred to were deleted", collected);
              contents.sweep();
            } catch (IOException | RuntimeException e) {
              log.warn("what nobody refers to could not be deleted: {}", e.toString());
            } finally {
              busy.set(false);
            }
          });
    }
  }

  /**
   * Deletes content that no artifact refers to and nobody has claimed of late; returns how many.
   */
  int collect() {
    Instant before = clock.instant().minus(settings.keepUnreferenced());
    int collected = 0;
    @Nullable Sha256 after = null;
    List<Sha256> some = store.unreferenced(before, after, AT_ONCE);
    while (!some.isEmpty()) {
      for (Sha256 sha256 : some) {
        if (store.collect(sha256, before, () -> contents.delete(sha256))) {
          collected++;
        }
        after = sha256;
      }
      some = store.unreferenced(before, after, AT_ONCE);
    }
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
        staging.end(id);
      }
    }
  }

  @PreDestroy
  void stop() {
    worker.shutdownNow();
  }
}

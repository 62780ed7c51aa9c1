package dev.assay.logs;

import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Keeps logs in few blocks, and forgets the keys of old batches. Every server does it. */
@Component
class LogUpkeep {
  private static final Logger log = LoggerFactory.getLogger(LogUpkeep.class);
  private static final Duration KEYS_ARE_KEPT = Duration.ofDays(7);

  private final LogStore store;
  private final Clock clock;
  // not on the scheduler's thread: what others have scheduled would wait for a long merge
  private final ExecutorService worker = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicBoolean busy = new AtomicBoolean();

  LogUpkeep(LogStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  @Scheduled(fixedDelayString = "${assay.logs.merge-every:10s}")
  void mergeSoon() {
    if (busy.compareAndSet(false, true)) {
      worker.execute(
          () -> {
            try {
              merge();
            } finally {
              busy.set(false);
            }
          });
    }
  }

  /** Merges all that is due. A log that cannot be merged does not keep the others from it. */
  void merge() {
    for (LogStore.Due due : store.due()) {
      try {
        while (store.merge(due.run(), due.ended()) > 0) {
          log.debug("blocks of the log of run {} were merged", due.run());
        }
      } catch (RuntimeException e) {
        log.warn("the log of run {} could not be merged: {}", due.run(), e.toString());
      }
    }
  }

  @Scheduled(fixedDelay = 1, timeUnit = TimeUnit.HOURS)
  void forgetOldKeys() {
    int forgotten = store.forgetKeysBefore(clock.instant().minus(KEYS_ARE_KEPT));
    log.debug("{} keys of log batches were forgotten", forgotten);
  }

  @PreDestroy
  void stop() {
    worker.shutdownNow();
  }
}

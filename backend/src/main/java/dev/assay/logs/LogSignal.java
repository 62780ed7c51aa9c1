package dev.assay.logs;

import dev.assay.runs.RunId;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * Wakes those in this process who wait for lines of a run; a hint only, the log itself is the
 * truth.
 */
@Component
class LogSignal {
  private final ConcurrentMap<RunId, Set<Waiter>> waiting = new ConcurrentHashMap<>();

  /** To be called before looking at the log: what comes from here on is heard. */
  Waiter listen(RunId run) {
    Waiter waiter = new Waiter(run);
    waiting.compute(
        run,
        (_, waiters) -> {
          Set<Waiter> all = waiters == null ? ConcurrentHashMap.newKeySet() : waiters;
          all.add(waiter);
          return all;
        });
    return waiter;
  }

  void raise(RunId run) {
    waiting.getOrDefault(run, Set.of()).forEach(waiter -> waiter.raised.release());
  }

  final class Waiter implements AutoCloseable {
    private final RunId run;
    private final Semaphore raised = new Semaphore(0);

    private Waiter(RunId run) {
      this.run = run;
    }

    /** Waits until the signal has been raised since the last call, or the time is over. */
    void await(Duration atMost) throws InterruptedException {
      if (raised.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
        raised.drainPermits();
      }
    }

    @Override
    public void close() {
      waiting.computeIfPresent(
          run,
          (_, waiters) -> {
            waiters.remove(this);
            return waiters.isEmpty() ? null : waiters;
          });
    }
  }
}

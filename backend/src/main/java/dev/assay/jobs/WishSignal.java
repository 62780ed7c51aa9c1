package dev.assay.jobs;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Wakes the holders of leases that wait in this process to hear what is wanted of them; a hint
 * only, the job itself is the truth.
 */
@Component
class WishSignal {
  private final ConcurrentMap<LeaseId, Wait> waiting = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /** Somebody waits; there is one for a lease, and a later one ends the wait of the one before. */
  final class Wait implements AutoCloseable {
    private final LeaseId lease;
    private final Semaphore raised = new Semaphore(0);
    private volatile boolean over;

    private Wait(LeaseId lease) {
      this.lease = lease;
    }

    /** Waits until it is raised, which it may have been since the last time. */
    void await(Duration atMost) throws InterruptedException {
      if (raised.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
        raised.drainPermits();
      }
    }

    private void end() {
      over = true;
      raised.release();
    }

    /** Whether somebody else waits in its place, or the server is about to stop. */
    boolean isOver() {
      return over;
    }

    @Override
    public void close() {
      waiting.remove(lease, this);
    }
  }

  Wait enter(LeaseId lease) {
    Wait wait = new Wait(lease);
    Wait before = waiting.put(lease, wait);
    if (before != null) {
      before.end();
    }
    if (closed) { // after it is in the map, where a close that comes now finds it
      wait.end();
    }
    return wait;
  }

  /** The server is about to stop; it waits for those who wait, and so nobody waits any longer. */
  @EventListener(ContextClosedEvent.class)
  void close() {
    closed = true;
    waiting.values().forEach(Wait::end);
  }

  void raise(LeaseId lease) {
    Wait wait = waiting.get(lease);
    if (wait != null) {
      wait.raised.release();
    }
  }

  /** The leases whose holders wait. */
  Set<LeaseId> waiting() {
    return Set.copyOf(waiting.keySet());
  }
}

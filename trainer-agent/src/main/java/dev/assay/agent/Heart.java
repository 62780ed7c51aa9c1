package dev.assay.agent;

import dev.assay.tracking.AssayClient;
import dev.assay.tracking.AssayClient.LeaseState;
import dev.assay.tracking.Patience;
import dev.assay.tracking.ServerException;
import dev.assay.tracking.Wire;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that sends heartbeats of a lease at a third of its time to live, until it is lost. */
final class Heart implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Heart.class);

  private final AssayClient client;
  private final Wire.Lease lease;
  private final Supplier<@Nullable Double> progress;
  private final Consumer<LeaseState> heard;
  private final Thread thread;

  /**
   * @param progress 0 to 1; null where it is not known
   * @param most how long it beats
   * @param heard takes each answer, which may be older than what a {@link WishEar} has heard; does
   *     not wait
   */
  Heart(
      AssayClient client,
      Wire.Lease lease,
      Supplier<@Nullable Double> progress,
      Duration most,
      Consumer<LeaseState> heard) {
    this.client = client.with(Patience.none()); // the next beat is the next try
    this.lease = lease;
    this.progress = progress;
    this.heard = heard;
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .name("heartbeat-" + lease.leaseId())
            .start(() -> beat(System.nanoTime(), most));
  }

  private void beat(long start, Duration most) {
    Duration third = Duration.ofSeconds(lease.ttlSeconds()).dividedBy(3);
    long next = start + third.toNanos();
    boolean isHeld = true;
    try {
      while (isHeld && next - start < most.toNanos()) {
        Thread.sleep(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
        next = System.nanoTime() + third.toNanos(); // after a beat that hangs, the next is due
        isHeld = beatOnce(third);
      }
    } catch (InterruptedException e) {
      log.debug("lease {} is no longer needed", lease.leaseId());
    }
  }

  /** Whether the lease is held still, as far as one knows. */
  private boolean beatOnce(Duration timeout) throws InterruptedException {
    try {
      LeaseState state = client.heartbeat(lease.leaseId(), progress.get(), timeout);
      heard.accept(state);
      return switch (state) {
        case LeaseState.Held _ -> true;
        case LeaseState.Lost _ -> false;
      };
    } catch (ServerException e) {
      log.warn("heartbeat of lease {} failed: {}", lease.leaseId(), e.getMessage());
      return true;
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}

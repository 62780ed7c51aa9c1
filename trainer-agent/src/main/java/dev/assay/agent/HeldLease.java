package dev.assay.agent;

import dev.assay.tracking.AssayClient;
import dev.assay.tracking.AssayClient.LeaseState;
import dev.assay.tracking.Patience;
import dev.assay.tracking.ServerException;
import dev.assay.tracking.Wire;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lease, kept by a thread that sends heartbeats at a third of its time to live, and what speaks
 * against going on with the work.
 */
final class HeldLease implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(HeldLease.class);

  /** Why work ends before its time. */
  enum Interruption {
    /** Somebody wants the run to stop. */
    STOP_REQUESTED,
    /** This process ends. */
    SHUTDOWN,
    /** The job is no longer ours. */
    LOST
  }

  private final AssayClient client;
  private final Wire.Lease lease;
  private final Runnable onInterruption;
  private final Thread heart;
  private volatile double progress;
  private volatile @Nullable Interruption interruption;

  /**
   * @param onInterruption is told once there is an interruption; does not wait
   */
  HeldLease(AssayClient client, Wire.Lease lease, Runnable onInterruption) {
    this.client = client.with(Patience.none()); // the next beat is the next try
    this.lease = lease;
    this.onInterruption = onInterruption;
    this.heart =
        Thread.ofPlatform().daemon().name("heartbeat-" + lease.leaseId()).start(this::beat);
  }

  private void beat() {
    Duration third = Duration.ofSeconds(lease.ttlSeconds()).dividedBy(3);
    long next = System.nanoTime() + third.toNanos();
    try {
      while (interruption != Interruption.LOST) {
        Thread.sleep(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
        next = System.nanoTime() + third.toNanos(); // after a beat that hangs, the next is due
        beatOnce(third);
      }
    } catch (InterruptedException e) {
      log.debug("lease {} is no longer needed", lease.leaseId());
    }
  }

  private void beatOnce(Duration timeout) throws InterruptedException {
    try {
      switch (client.heartbeat(lease.leaseId(), progress, timeout)) {
        case LeaseState.Held(var stopRequested) -> {
          if (stopRequested) {
            interrupt(Interruption.STOP_REQUESTED);
          }
        }
        case LeaseState.Lost(var reason) -> {
          log.warn("lease {} is lost: {}", lease.leaseId(), reason);
          interrupt(Interruption.LOST);
        }
      }
    } catch (ServerException e) {
      log.warn("heartbeat of lease {} failed: {}", lease.leaseId(), e.getMessage());
    }
  }

  /** Asks the work to end; the first reason stands, but for a lost lease, which overrides all. */
  synchronized void interrupt(Interruption reason) {
    if (interruption == null || reason == Interruption.LOST) {
      interruption = reason;
      onInterruption.run();
    }
  }

  /**
   * @param done 0 to 1, sent with the next heartbeat
   */
  void progress(double done) {
    progress = done;
  }

  boolean isInterrupted() {
    return interruption != null;
  }

  Optional<Interruption> interruption() {
    return Optional.ofNullable(interruption);
  }

  @Override
  public void close() {
    heart.interrupt();
  }
}

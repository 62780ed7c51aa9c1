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
  private final Thread heart;
  private volatile double progress;
  private volatile @Nullable Interruption interruption;

  HeldLease(AssayClient client, Wire.Lease lease) {
    this.client = client.with(Patience.none()); // the next beat is the next try
    this.lease = lease;
    this.heart =
        Thread.ofPlatform().daemon().name("heartbeat-" + lease.leaseId()).start(this::beat);
  }

  private void beat() {
    Duration pause = Duration.ofSeconds(lease.ttlSeconds()).dividedBy(3);
    try {
      while (interruption != Interruption.LOST) {
        Thread.sleep(pause);
        beatOnce();
      }
    } catch (InterruptedException e) {
      log.debug("lease {} is no longer needed", lease.leaseId());
    }
  }

  private void beatOnce() throws InterruptedException {
    try {
      switch (client.heartbeat(lease.leaseId(), progress)) {
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

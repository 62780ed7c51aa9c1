package dev.assay.agent;

import dev.assay.tracking.AssayClient;
import dev.assay.tracking.AssayClient.LeaseState;
import dev.assay.tracking.Wire;
import dev.assay.training.Wish;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lease, kept by a {@link Heart}, and what speaks against going on with the work, which a {@link
 * WishEar} hears at once.
 */
final class HeldLease implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(HeldLease.class);

  /** Why work ends before its time; a later one overrides those before it. */
  enum Interruption {
    /** Somebody wants this agent to let go of the job. */
    HAND_BACK_REQUESTED,
    /** Somebody wants the run to rest. */
    PAUSE_REQUESTED,
    /** This process ends. */
    SHUTDOWN,
    /** Somebody wants the run to stop. */
    STOP_REQUESTED,
    /** The job is no longer ours. */
    LOST;

    /** Whether whoever wanted it may think better of it. */
    boolean canBeWithdrawn() {
      return this == PAUSE_REQUESTED || this == HAND_BACK_REQUESTED;
    }

    /** What the work is to do. */
    Wish wish() {
      return switch (this) {
        case PAUSE_REQUESTED, HAND_BACK_REQUESTED, SHUTDOWN -> Wish.PAUSE;
        case STOP_REQUESTED, LOST -> Wish.STOP;
      };
    }
  }

  private static final Duration WORKING_LIFE = Duration.ofDays(36_500);

  private final Wire.Lease lease;
  private final Runnable onInterruption;
  private final Heart heart;
  private final WishEar ear;
  private volatile double progress;
  private volatile @Nullable Interruption interruption;
  private volatile boolean settled;

  /**
   * @param onInterruption is told once nobody is to wait for the server any more; does not wait
   */
  HeldLease(AssayClient client, Wire.Lease lease, Runnable onInterruption) {
    this.lease = lease;
    this.onInterruption = onInterruption;
    this.heart = new Heart(client, lease, () -> progress, WORKING_LIFE, this::answered);
    this.ear = new WishEar(client, lease.leaseId(), this::hear);
  }

  /** It may be older than what the ear has heard: it takes nothing back. */
  private void answered(LeaseState state) {
    switch (state) {
      case LeaseState.Held(var wish) -> take(wish);
      case LeaseState.Lost(var reason) -> lose(reason);
    }
  }

  private void hear(LeaseState state) {
    switch (state) {
      case LeaseState.Held(var wish) -> {
        take(wish);
        if (wish == Wire.Wish.GO_ON) {
          withdrawPause();
        }
      }
      case LeaseState.Lost(var reason) -> lose(reason);
    }
  }

  private void take(Wire.Wish wish) {
    switch (wish) {
      case GO_ON -> {}
      case PAUSE -> interrupt(Interruption.PAUSE_REQUESTED);
      case HAND_BACK -> interrupt(Interruption.HAND_BACK_REQUESTED);
      case STOP -> interrupt(Interruption.STOP_REQUESTED);
    }
  }

  private void lose(String reason) {
    if (settled) {
      log.debug("lease {} has ended: {}", lease.leaseId(), reason);
    } else {
      log.warn("lease {} is lost: {}", lease.leaseId(), reason);
    }
    interrupt(Interruption.LOST);
  }

  private synchronized void withdrawPause() {
    if (interruption != null && interruption.canBeWithdrawn()) {
      interruption = null;
    }
  }

  /** Asks the work to end; a graver reason overrides another. */
  synchronized void interrupt(Interruption reason) {
    if (interruption == null || reason.compareTo(interruption) > 0) {
      interruption = reason;
      if (!reason.canBeWithdrawn()) { // those are to keep everything
        onInterruption.run();
      }
    }
  }

  /**
   * @param done 0 to 1, sent with the next heartbeat
   */
  void progress(double done) {
    progress = done;
  }

  /**
   * How the work ended is decided: nobody listens to wishes any more, and that the lease ends is no
   * news. Heartbeats go on, for it may take long until the server is told.
   */
  void settle() {
    settled = true;
    ear.close();
  }

  /** What the work is to do. */
  Wish wish() {
    Interruption why = interruption;
    return why == null ? Wish.GO_ON : why.wish();
  }

  Optional<Interruption> interruption() {
    return Optional.ofNullable(interruption);
  }

  @Override
  public void close() {
    heart.close();
    ear.close();
  }
}

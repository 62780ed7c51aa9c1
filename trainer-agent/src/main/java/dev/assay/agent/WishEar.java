package dev.assay.agent;

import dev.assay.tracking.AssayClient;
import dev.assay.tracking.AssayClient.LeaseState;
import dev.assay.tracking.LeaseId;
import dev.assay.tracking.Patience;
import dev.assay.tracking.ServerException;
import dev.assay.tracking.Wire;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that waits on the server to hear at once what somebody wants of the holder of a lease,
 * until the lease is lost.
 */
final class WishEar implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(WishEar.class);

  private static final Duration LONG_POLL = Duration.ofSeconds(50);

  /** Between requests that are answered at once with nothing new, or not at all. */
  private static final Duration BREATH = Duration.ofSeconds(1);

  private static final int MOST_BREATHS = 10;

  private final AssayClient client;
  private final LeaseId lease;
  private final Consumer<LeaseState> heard;
  private final Thread thread;

  /**
   * @param heard takes each answer, whether new or not; does not wait
   */
  WishEar(AssayClient client, LeaseId lease, Consumer<LeaseState> heard) {
    this.client = client.with(Patience.none()); // the next request is the next try
    this.lease = lease;
    this.heard = heard;
    this.thread = Thread.ofVirtual().name("wishes-" + lease).start(this::listen);
  }

  private void listen() {
    Wire.Wish known = Wire.Wish.GO_ON;
    int failures = 0;
    try {
      while (true) {
        long asked = System.nanoTime();
        try {
          LeaseState state = client.awaitWish(lease, known, LONG_POLL);
          failures = 0;
          heard.accept(state);
          switch (state) {
            case LeaseState.Held(var wish) -> {
              if (wish == known && System.nanoTime() - asked < BREATH.toNanos()) {
                Thread.sleep(BREATH);
              }
              known = wish;
            }
            case LeaseState.Lost _ -> {
              return;
            }
          }
        } catch (ServerException.Unavailable e) {
          failures = Math.min(failures + 1, MOST_BREATHS);
          Thread.sleep(BREATH.multipliedBy(failures));
        }
      }
    } catch (ServerException.Refused e) { // an older server: heartbeats tell, though later
      log.debug("lease {} cannot be listened to: {}", lease, e.getMessage());
    } catch (InterruptedException e) {
      log.debug("lease {} is no longer needed", lease);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}

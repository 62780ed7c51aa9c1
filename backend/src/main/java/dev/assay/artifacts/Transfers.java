package dev.assay.artifacts;

import dev.assay.problem.Problem;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;

/** How many bodies move at once: each has a buffer, and memory is small. */
@Component
class Transfers {
  static final int MOST_EACH_WAY = 256;

  private static final int RETRY_AFTER_SECONDS = 2;

  private final Semaphore in = new Semaphore(MOST_EACH_WAY);
  private final Semaphore out = new Semaphore(MOST_EACH_WAY);

  /** Room for one; given back when closed. */
  interface Transfer extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * @throws Problem.Busy when there is no room
   */
  Transfer in() {
    return take(in, "taken in");
  }

  /**
   * @throws Problem.Busy when there is no room
   */
  Transfer out() {
    return take(out, "sent");
  }

  private static Transfer take(Semaphore room, String verb) {
    if (!room.tryAcquire()) {
      throw new Problem.Busy(
          "%d artifacts are being %s".formatted(MOST_EACH_WAY, verb), RETRY_AFTER_SECONDS);
    }
    return room::release;
  }
}

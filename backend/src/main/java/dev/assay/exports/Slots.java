package dev.assay.exports;

import dev.assay.problem.Problem;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;

/** So many exports are made at once, which bounds their memory. */
@Component
class Slots {
  private static final int RETRY_AFTER_SECONDS = 10;

  private final Semaphore free;
  private final int most;

  Slots(ExportSettings settings) {
    most = settings.atOnce();
    free = new Semaphore(most);
  }

  /** One that is being made. */
  final class Slot implements AutoCloseable {
    @Override
    public void close() {
      free.release();
    }
  }

  /**
   * @throws Problem.Busy when there is none
   */
  Slot take() {
    if (!free.tryAcquire()) {
      throw new Problem.Busy("%d exports are being made".formatted(most), RETRY_AFTER_SECONDS);
    }
    return new Slot();
  }
}

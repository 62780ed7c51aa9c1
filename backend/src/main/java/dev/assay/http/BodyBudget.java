package dev.assay.http;

import dev.assay.problem.Problem;
import java.util.concurrent.Semaphore;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/** Memory for all bodies that are being read or stored. */
@Component
public class BodyBudget {
  private static final int UNIT_BYTES = 1 << 14;
  private static final int RETRY_AFTER_SECONDS = 1;

  private final DataSize most;
  private final Semaphore units;

  @Autowired
  BodyBudget(HttpSettings settings) {
    this(settings.bodiesInFlight());
  }

  BodyBudget(DataSize most) {
    this.most = most;
    this.units = new Semaphore(Math.toIntExact(most.toBytes() / UNIT_BYTES));
  }

  /** What one body has taken of it. */
  final class Share implements AutoCloseable {
    private long bytes;
    private int taken;

    /**
     * So many more bytes are there.
     *
     * @throws Problem.Busy when all bodies together are too large
     */
    void grow(int more) {
      bytes += more;
      int needed = Math.toIntExact(Math.ceilDiv(bytes, UNIT_BYTES)) - taken;
      if (needed > 0) {
        if (!units.tryAcquire(needed)) {
          throw new Problem.Busy(
              "requests of more than %d MB are being taken in".formatted(most.toMegabytes()),
              RETRY_AFTER_SECONDS);
        }
        taken += needed;
      }
    }

    @Override
    public void close() {
      units.release(taken);
      taken = 0;
    }
  }

  Share share() {
    return new Share();
  }
}

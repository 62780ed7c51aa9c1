package dev.assay.evaluations;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;

/** How far a computation is, and whether it is to end: for who does it and who waits for it. */
final class Progress {
  private final AtomicInteger done = new AtomicInteger();
  private volatile int expected = 1;
  private volatile boolean stopped;

  /** So many steps follow. */
  void expect(int steps) {
    expected = steps;
  }

  /**
   * A step begins.
   *
   * @throws CancellationException when there is to be none
   */
  void step() {
    if (stopped) {
      throw new CancellationException("the computation was stopped");
    }
    done.incrementAndGet();
  }

  void stop() {
    stopped = true;
  }

  /** 0 to 1. */
  double share() {
    return Math.min(1, (double) done.get() / expected);
  }
}

package dev.assay.benchmark;

import java.time.Duration;

/**
 * How much is measured.
 *
 * @param small a twentieth of everything, to try the benchmark; its figures say little
 * @param soak how long the heap is watched
 */
record Scale(boolean small, Duration soak) {
  private static final int PART = 20;

  int of(int full) {
    return small ? full / PART : full;
  }

  int rounds() {
    return small ? 2 : 5;
  }

  /** Long enough for compaction to run within it. */
  Duration round() {
    return Duration.ofSeconds(small ? 1 : 6);
  }

  Duration warmUp() {
    return Duration.ofSeconds(small ? 1 : 3);
  }

  int readings() {
    return small ? 5 : 15;
  }

  /** Of the soak. */
  Duration sample() {
    return Duration.ofSeconds(small ? 2 : 10);
  }

  Duration soakTime() {
    return small ? soak.dividedBy(PART) : soak;
  }
}

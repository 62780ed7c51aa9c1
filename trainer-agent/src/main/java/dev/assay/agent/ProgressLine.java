package dev.assay.agent;

import java.time.Duration;

/** How progress is written. */
final class ProgressLine {

  private ProgressLine() {}

  /** The time left if the rest goes as fast as what is done; a question mark when nothing is. */
  static String timeLeft(Duration elapsed, double done) {
    if (!(done > 0)) {
      return "? s";
    }
    long seconds = Math.round(elapsed.toMillis() / 1000.0 * (1 - done) / done);
    return seconds < 120 ? seconds + " s" : seconds / 60 + " min";
  }
}

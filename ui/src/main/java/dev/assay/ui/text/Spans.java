package dev.assay.ui.text;

import java.time.Duration;

/**
 * How spans of time are put into words that do not flicker: the two greatest units, coarser the
 * longer.
 */
public final class Spans {
  private static final long TEN_SECONDS = 10;

  private Spans() {}

  /** For estimates: {@code 20 s}, {@code 12 min}, {@code 3 h 20 min}, {@code 2 d 4 h}. */
  public static String rough(Duration span) {
    long seconds = Math.max(0, span.toSeconds());
    if (seconds < 60) {
      return (seconds / TEN_SECONDS + 1) * TEN_SECONDS + " s";
    }
    if (seconds < 3600) {
      return (seconds + 30) / 60 + " min";
    }
    if (seconds < 24 * 3600) {
      return "%d h %d min".formatted(span.toHours(), span.toMinutesPart());
    }
    return "%d d %d h".formatted(span.toDays(), span.toHoursPart());
  }
}

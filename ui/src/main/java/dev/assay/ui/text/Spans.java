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

  /**
   * To the tenth of a second, in a column: {@code 00:12:05.2}; before the start {@code
   * −00:00:01.0}.
   */
  public static String clock(Duration span) {
    Duration length = span.abs();
    return "%s%02d:%02d:%02d.%d"
        .formatted(
            span.isNegative() ? "−" : "",
            length.toHours(),
            length.toMinutesPart(),
            length.toSecondsPart(),
            length.toMillisPart() / 100);
  }
}

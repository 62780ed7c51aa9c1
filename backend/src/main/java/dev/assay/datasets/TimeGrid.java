package dev.assay.datasets;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Spans of time of one width, which people have a name for.
 *
 * @param startMillis since 1970, a multiple of the width
 */
record TimeGrid(long startMillis, long widthMillis, int count) {
  static final int MOST = 60;

  private static final List<Duration> WIDTHS =
      List.of(
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Duration.ofMinutes(10),
          Duration.ofHours(1),
          Duration.ofHours(6),
          Duration.ofDays(1),
          Duration.ofDays(7),
          Duration.ofDays(30),
          Duration.ofDays(365));

  /** The narrowest that makes at most {@value #MOST} of a range. */
  static TimeGrid of(Instant from, Instant to) {
    TimeGrid grid = of(from, to, WIDTHS.getFirst().toMillis());
    for (int i = 1; grid.count > MOST; i++) {
      grid =
          of(
              from,
              to,
              i < WIDTHS.size()
                  ? WIDTHS.get(i).toMillis()
                  : Math.multiplyExact(grid.widthMillis, 2));
    }
    return grid;
  }

  private static TimeGrid of(Instant from, Instant to, long width) {
    long first = Math.floorDiv(from.toEpochMilli(), width);
    long last = Math.floorDiv(to.toEpochMilli(), width);
    return new TimeGrid(first * width, width, (int) Math.min(Integer.MAX_VALUE, last - first + 1));
  }

  /** Of a moment in the range. */
  int place(long millis) {
    return (int) ((millis - startMillis) / widthMillis);
  }

  List<Instant> starts() {
    List<Instant> starts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      starts.add(Instant.ofEpochMilli(startMillis + i * widthMillis));
    }
    return starts;
  }
}

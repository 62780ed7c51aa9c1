package dev.assay.evaluation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Rows split by their time, so that nothing is tested on what came before its training. Times are
 * milliseconds since 1970, in any order; a window has its start and not its end.
 */
public final class TimeSplits {
  private static final int MOST_SPLITS = 10_000;
  private static final Duration LEAST = Duration.ofMillis(1);
  private static final Duration MOST = Duration.ofDays(36_500);

  private final int[] order; // rows by time
  private final long[] times; // sorted

  /**
   * @param start first instant in it, milliseconds
   * @param end first instant after it
   * @param rows in the order of their times
   */
  public record Window(long start, long end, int[] rows) {
    /** Why nothing can be computed of it. */
    public Optional<String> problem() {
      return rows.length > 0
          ? Optional.empty()
          : Optional.of(
              "no row lies from %s up to %s"
                  .formatted(Instant.ofEpochMilli(start), Instant.ofEpochMilli(end)));
    }
  }

  public record Split(Window train, Window test) {}

  /** Three windows, in this order; between two of them lies the gap. */
  public record Dates(Window train, Window validation, Window test) {}

  private TimeSplits(long[] timesMillis) {
    this.order = RadixSort.order(timesMillis);
    this.times = Arrays.stream(order).mapToLong(i -> timesMillis[i]).toArray();
  }

  /**
   * @param timesMillis one or more
   */
  public static TimeSplits of(long[] timesMillis) {
    Findings findings = new Findings();
    if (timesMillis.length == 0) {
      findings.add("times", "0 rows", "a row is needed at least");
    }
    findings.throwIfAny();
    return new TimeSplits(timesMillis);
  }

  /** Windows one after the other from the first time, or every step, that cover the last time. */
  public List<Window> windows(Duration length, Duration step) {
    check(length, Duration.ZERO, length, step);
    List<Window> windows = new ArrayList<>();
    for (long at = times[0]; at <= last(); at += step.toMillis()) {
      windows.add(window(at, at + length.toMillis()));
    }
    return windows;
  }

  /** How many windows of that length, 1 ms or more, cover all times. */
  public long count(Duration length) {
    return (last() - times[0]) / length.toMillis() + 1;
  }

  /** Training of one length, then the gap, then the test; all move on by the step. */
  public List<Split> rolling(Duration train, Duration gap, Duration test, Duration step) {
    return splits(train, gap, test, step, false);
  }

  /** The same, but all training begins with the first time. */
  public List<Split> expanding(Duration first, Duration gap, Duration test, Duration step) {
    return splits(first, gap, test, step, true);
  }

  /** As long as a test begins with, or before, the last time. */
  private List<Split> splits(
      Duration train, Duration gap, Duration test, Duration step, boolean isExpanding) {
    check(train, gap, test, step);
    List<Split> splits = new ArrayList<>();
    for (long at = times[0]; ; at += step.toMillis()) {
      long trainEnd = at + train.toMillis();
      long testStart = trainEnd + gap.toMillis();
      if (testStart > last()) {
        return splits;
      }
      splits.add(
          new Split(
              window(isExpanding ? times[0] : at, trainEnd),
              window(testStart, testStart + test.toMillis())));
    }
  }

  /**
   * Train before the first date, validation before the second, test from there; rows within the gap
   * after each date are left out.
   */
  public Dates at(Instant validationFrom, Instant testFrom, Duration gap) {
    Findings findings = new Findings();
    gap(gap, findings);
    if (!validationFrom.plus(gap).isBefore(testFrom)) {
      findings.add(
          "testFrom",
          testFrom,
          "it is after the start of the validation and the gap, " + validationFrom.plus(gap));
    }
    findings.throwIfAny();
    long one = validationFrom.toEpochMilli();
    long two = testFrom.toEpochMilli();
    return new Dates(
        window(Math.min(times[0], one), one),
        window(one + gap.toMillis(), two),
        window(two + gap.toMillis(), Math.max(last() + 1, two + gap.toMillis())));
  }

  /** Shorter than a millisecond is nothing; more splits than anyone looks at are refused. */
  private void check(Duration train, Duration gap, Duration test, Duration step) {
    Findings findings = new Findings();
    positive("length", train, findings);
    positive("test", test, findings);
    positive("step", step, findings);
    gap(gap, findings);
    findings.throwIfAny();
    if ((last() - times[0]) / step.toMillis() > MOST_SPLITS) {
      findings.add("step", step, "it makes more than %d windows".formatted(MOST_SPLITS));
    }
    findings.throwIfAny();
  }

  private static void positive(String field, Duration duration, Findings findings) {
    if (duration.compareTo(LEAST) < 0 || duration.compareTo(MOST) > 0) {
      findings.add(
          field, duration, "a duration of a millisecond or more is expected, up to 36500 days");
    }
  }

  private static void gap(Duration gap, Findings findings) {
    if (gap.isNegative() || gap.compareTo(MOST) > 0) {
      findings.add("gap", gap, "a duration of 0 or more is expected, up to 36500 days");
    }
  }

  private long last() {
    return times[times.length - 1];
  }

  private Window window(long start, long end) {
    return new Window(start, end, Arrays.copyOfRange(order, countBefore(start), countBefore(end)));
  }

  private int countBefore(long time) {
    int low = 0;
    int high = times.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times[middle] < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}

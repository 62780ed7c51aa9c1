package dev.assay.sweeps;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as people write them: {@code 2h}, {@code 1h 30m}, {@code 90s}. */
final class Durations {
  private static final Pattern PART = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)\\s*([dhms])\\s*");
  private static final Pattern WHOLE = Pattern.compile("(?:" + PART.pattern() + ")+");

  private Durations() {}

  /** Empty when it is none. */
  static Optional<Duration> parse(String text) {
    if (!WHOLE.matcher(text.strip()).matches()) {
      return Optional.empty();
    }
    double seconds = 0;
    Matcher part = PART.matcher(text.strip());
    while (part.find()) {
      seconds += Double.parseDouble(part.group(1)) * seconds(part.group(2).charAt(0));
    }
    return Optional.of(ofSeconds(seconds));
  }

  private static long seconds(char unit) {
    return switch (unit) {
      case 'd' -> 86_400;
      case 'h' -> 3600;
      case 'm' -> 60;
      default -> 1;
    };
  }

  static Duration ofSeconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  /** Read back by {@link #parse}. */
  static String text(Duration duration) {
    List<String> parts = new ArrayList<>();
    add(parts, duration.toHours(), "h");
    add(parts, duration.toMinutesPart(), "m");
    if (duration.toMillisPart() > 0) {
      parts.add("%d.%03ds".formatted(duration.toSecondsPart(), duration.toMillisPart()));
    } else {
      add(parts, duration.toSecondsPart(), "s");
    }
    return parts.isEmpty() ? "0s" : String.join(" ", parts);
  }

  private static void add(List<String> parts, long count, String unit) {
    if (count > 0) {
      parts.add(count + unit);
    }
  }
}

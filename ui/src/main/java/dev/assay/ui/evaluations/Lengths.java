package dev.assay.ui.evaluations;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as people type them: {@code 36 h}, {@code 7 d}. */
final class Lengths {
  static final String RULE = "a number with min, h or d, as 36 h or 7 d";

  private static final Pattern TYPED = Pattern.compile("(\\d{1,7})\\s*(min|h|d|s)");
  private static final List<Duration> ROUND =
      List.of(
          Duration.ofMinutes(1),
          Duration.ofMinutes(10),
          Duration.ofHours(1),
          Duration.ofHours(6),
          Duration.ofDays(1),
          Duration.ofDays(7),
          Duration.ofDays(30),
          Duration.ofDays(90),
          Duration.ofDays(365));

  private Lengths() {}

  /** Empty for what is none. */
  static Optional<Duration> parse(String text) {
    Matcher typed = TYPED.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!typed.matches()) {
      return Optional.empty();
    }
    long n = Long.parseLong(typed.group(1));
    return Optional.of(
        switch (typed.group(2)) {
          case "s" -> Duration.ofSeconds(n);
          case "min" -> Duration.ofMinutes(n);
          case "h" -> Duration.ofHours(n);
          default -> Duration.ofDays(n);
        });
  }

  static String text(Duration length) {
    long seconds = length.toSeconds();
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + " d";
    }
    if (seconds % 3600 == 0) {
      return seconds / 3600 + " h";
    }
    return seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
  }

  /** Without the space, for addresses. */
  static String word(Duration length) {
    return text(length).replace(" ", "");
  }

  /** Round ones of which a span of time holds two and not too many. */
  static List<Duration> within(Duration span, int most) {
    return ROUND.stream()
        .filter(length -> span.dividedBy(length) >= 2 && span.dividedBy(length) <= most)
        .toList();
  }

  /** A round one that is about a share of a span. */
  static Duration about(Duration span, double share) {
    Duration wanted = Duration.ofSeconds((long) (span.toSeconds() * share));
    Duration best = ROUND.getFirst();
    for (Duration length : ROUND) {
      long times = Math.max(1, wanted.dividedBy(length));
      if (length.compareTo(wanted) <= 0) {
        best = length.multipliedBy(times);
      }
    }
    return best;
  }
}

package dev.assay.sweeps;

import dev.assay.problem.Problem;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much a sweep may take; it ends with what is reached first. Trials that run then are let to
 * their end.
 *
 * @param trials null for any number
 * @param time of all its runs together; null for any
 * @param flops floating-point operations of all its runs together; null for any
 */
public record Budget(@Nullable Integer trials, @Nullable Duration time, @Nullable Double flops) {
  static final int MOST_TRIALS = 100_000;
  static final Duration MOST_TIME = Duration.ofDays(1_000_000);

  public Budget {
    require("trials", trials, trials == null || trials >= 1 && trials <= MOST_TRIALS, TRIALS_RULE);
    require(
        "time",
        time == null ? null : Durations.text(time),
        time == null || time.isPositive() && time.compareTo(MOST_TIME) <= 0,
        TIME_RULE);
    require("flops", flops, flops == null || flops > 0 && Double.isFinite(flops), "it is above 0");
  }

  static final String TIME_RULE = "it is such as 90s, 45m, 2h, 1d 12h, above 0, at most 1000000d";
  private static final String TRIALS_RULE = "it is 1 to " + MOST_TRIALS;

  private static void require(String name, @Nullable Object value, boolean holds, String rule) {
    if (!holds) {
      throw new Problem.Invalid("budget." + name, value, rule);
    }
  }
}

package dev.assay.series;

/** What a series is drawn against. */
public sealed interface Axis {
  /** The step of a point. */
  record Step() implements Axis {}

  /** The time of a point, in milliseconds since 1970. */
  record Time() implements Axis {}

  /** The time of a point since its run began, in milliseconds. */
  record RelativeTime() implements Axis {}

  /**
   * The value of another metric of the same run: the last one at or before the step of a point.
   * Points before its first, and where it is not finite, are left out.
   */
  record Metric(String name) implements Axis {}

  /** The axis that is named {@code step}, {@code time}, {@code relative} or {@code metric:NAME}. */
  static Axis named(String text) {
    return switch (text) {
      case "step" -> new Step();
      case "time" -> new Time();
      case "relative" -> new RelativeTime();
      default -> {
        if (text.startsWith("metric:") && text.length() > "metric:".length()) {
          yield new Metric(text.substring("metric:".length()));
        }
        throw new dev.assay.problem.Problem.Invalid(
            "x", text, "it is step, time, relative or metric:NAME");
      }
    };
  }
}

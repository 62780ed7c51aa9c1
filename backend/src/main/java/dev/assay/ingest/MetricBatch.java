package dev.assay.ingest;

import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import dev.assay.series.PointBatch;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Points of a run as they were sent, checked: entries of a metric's name and its points. A metric
 * may have several entries.
 *
 * @param names the metric of each entry: 1 to 250 letters, digits, {@code _ . - / :} and spaces
 * @param points entry by entry, the {@code metricIds} being indexes into {@code names}; steps from
 *     0 to 2^53, times from 0 to the year 9999; at most {@value #MOST_POINTS}
 */
public record MetricBatch(List<String> names, PointBatch points) {
  static final int MOST_POINTS = 100_000;

  private static final int LONGEST_NAME = 250;
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{M}\\p{N}_./: -]+");
  private static final long LAST_STEP = 1L << 53;
  private static final long LAST_TIME = 253_402_300_799_999L; // 9999-12-31T23:59:59.999Z

  /**
   * @throws Problem.Invalid naming the first rule that is broken, with the place as it is in the
   *     JSON
   */
  public MetricBatch {
    names = List.copyOf(names);
    for (int entry = 0; entry < names.size(); entry++) {
      checkName(names.get(entry), entry);
    }
    if (points.size() > MOST_POINTS) {
      throw tooManyPoints(points.size() + " points");
    }
    int start = 0;
    for (int i = 0; i < points.size(); i++) {
      int entry = points.metricIds()[i];
      if (i > 0 && entry != points.metricIds()[i - 1]) {
        start = i;
      }
      checkStep(points.steps()[i], names, entry, i - start);
      checkTime(points.timesMillis()[i], names, entry, i - start);
    }
  }

  /** The refusal of a batch that is too large. */
  static Problem.Invalid tooManyPoints(String howMany) {
    return new Problem.Invalid(
        "metrics", howMany, "a batch holds at most " + MOST_POINTS + " points");
  }

  private static void checkName(String name, int entry) {
    String field = "metrics[" + entry + "].name";
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      throw new Problem.Invalid(
          field, name, "a metric's name has 1 to " + LONGEST_NAME + " characters");
    }
    if (!NAME.matcher(name).matches()) {
      throw new Problem.Invalid(
          field, name, "a metric's name is made of letters, digits, _ . - / : and spaces");
    }
  }

  private static void checkStep(long step, List<String> names, int entry, int index) {
    String field = "metrics[%d].steps[%d]";
    if (step < 0) {
      String rule = "steps start at 0";
      throw invalid(
          "step %d of %s is negative; ".formatted(step, names.get(entry)),
          field,
          entry,
          index,
          step,
          rule);
    }
    if (step > LAST_STEP) {
      String rule = "steps end at 2^53, " + LAST_STEP;
      throw invalid(
          "step %d of %s is too great; ".formatted(step, names.get(entry)),
          field,
          entry,
          index,
          step,
          rule);
    }
  }

  private static void checkTime(long time, List<String> names, int entry, int index) {
    if (time < 0 || time > LAST_TIME) {
      String rule = "times are milliseconds since 1970, to the year 9999";
      String field = "metrics[%d].times[%d]";
      throw invalid(
          "time %d of %s is out of range; ".formatted(time, names.get(entry)),
          field,
          entry,
          index,
          time,
          rule);
    }
  }

  private static Problem.Invalid invalid(
      String said, String field, int entry, int index, long value, String rule) {
    Violation violation = new Violation(field.formatted(entry, index), Long.toString(value), rule);
    return new Problem.Invalid(said + rule, List.of(violation));
  }
}

package dev.assay.logs;

import dev.assay.problem.Problem;
import java.util.List;

/**
 * Lines of a run as they were sent, checked.
 *
 * @param lines at most {@value #MOST_LINES}; their texts have at most {@value #LONGEST_LINE}
 *     characters and no U+0000, their times are from 0 to the year 9999
 */
public record LogBatch(List<LogLine> lines) {
  public static final int MOST_LINES = 10_000;
  public static final int LONGEST_LINE = 16_384;

  private static final long LAST_TIME = 253_402_300_799_999L; // 9999-12-31T23:59:59.999Z

  /**
   * @throws Problem.Invalid naming the first rule that is broken, with the place as it is in the
   *     JSON
   */
  public LogBatch {
    lines = List.copyOf(lines);
    if (lines.size() > MOST_LINES) {
      throw tooManyLines(lines.size() + " lines");
    }
    for (int i = 0; i < lines.size(); i++) {
      check(lines.get(i), "lines[" + i + "]");
    }
  }

  /** The refusal of a batch that is too large. */
  static Problem.Invalid tooManyLines(String howMany) {
    return new Problem.Invalid("lines", howMany, "a batch holds at most " + MOST_LINES + " lines");
  }

  private static void check(LogLine line, String place) {
    if (line.text().length() > LONGEST_LINE) {
      throw new Problem.Invalid(
          place + ".text", line.text(), "a line has at most " + LONGEST_LINE + " characters");
    }
    if (line.text().indexOf('\0') >= 0) {
      throw new Problem.Invalid(
          place + ".text",
          line.text().replace('\0', '\uFFFD'),
          "it must not contain the character U+0000");
    }
    if (line.timeMillis() < 0 || line.timeMillis() > LAST_TIME) {
      throw new Problem.Invalid(
          place + ".time",
          line.timeMillis(),
          "times are milliseconds since 1970, to the year 9999");
    }
  }
}

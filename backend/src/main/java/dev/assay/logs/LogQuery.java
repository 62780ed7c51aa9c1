package dev.assay.logs;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.assay.problem.Problem;
import dev.assay.problem.Rules;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.MatchResult;

/**
 * What to look for in a log; escape sequences in its lines are passed over.
 *
 * @param text 1 to {@value #LONGEST_TEXT} characters that a line contains, or an expression in
 *     RE2's syntax
 * @param from the first line to look at
 * @param limit at most so many lines, 1 to {@value #MOST_MATCHES}
 */
public record LogQuery(String text, boolean regex, boolean caseSensitive, long from, int limit) {
  public static final int MOST_MATCHES = 1000;
  public static final int LONGEST_TEXT = 500;

  private static final java.util.regex.Pattern REPEAT =
      java.util.regex.Pattern.compile("\\{(?:\\d+,)?(\\d{1,9})");
  private static final double LARGEST_PROGRAM = 20_000;

  /**
   * @throws Problem.Invalid naming the first rule that is broken
   */
  public LogQuery {
    if (text.isEmpty() || text.length() > LONGEST_TEXT) {
      throw new Problem.Invalid("q", text, "it has 1 to " + LONGEST_TEXT + " characters");
    }
    Rules.text("q", text, 0, LONGEST_TEXT);
    if (from < 0) {
      throw new Problem.Invalid("from", from, "lines are counted from 0");
    }
    if (limit < 1 || limit > MOST_MATCHES) {
      throw new Problem.Invalid("limit", limit, "an answer has 1 to " + MOST_MATCHES + " lines");
    }
  }

  /** For people: case does not matter. */
  public static LogQuery containing(String text, long from, int limit) {
    return new LogQuery(text, false, false, from, limit);
  }

  /**
   * What decides on a line; it takes linear time.
   *
   * @throws Problem.Invalid when the expression is none, with the place
   */
  Predicate<String> matcher() {
    if (regex) {
      Pattern pattern = compile();
      return line -> pattern.matcher(line).find();
    }
    if (caseSensitive) {
      return line -> line.contains(text);
    }
    String folded = fold(text);
    return line -> fold(line).contains(folded);
  }

  /** Upper case tells fewer letters apart than lower case: it has one sigma. */
  private static String fold(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  private Pattern compile() {
    checkSize();
    try {
      return Pattern.compile(text, caseSensitive ? 0 : Pattern.CASE_INSENSITIVE);
    } catch (PatternSyntaxException e) {
      String wrong = e.getPattern();
      String place =
          wrong.isEmpty() ? "" : " at character " + (text.indexOf(wrong) + 1) + ", " + wrong;
      throw new Problem.Invalid(
          "q", text, "not a regular expression: " + e.getDescription() + place);
    }
  }

  /** A repetition is compiled into so many copies: nested ones could fill the memory. */
  private void checkSize() {
    double copies =
        REPEAT
            .matcher(text)
            .results()
            .map((MatchResult r) -> Math.max(1.0, Double.parseDouble(r.group(1))))
            .reduce(1.0, (a, b) -> a * b);
    if (copies * text.length() > LARGEST_PROGRAM) {
      throw new Problem.Invalid("q", text, "its repetitions are too many when multiplied");
    }
  }
}

package dev.assay.tables;

import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with a table: the first 20 are told with their lines, all are counted. */
public final class Findings {
  public static final int SHOWN = 20;

  private final String unit;
  private final List<Violation> shown = new ArrayList<>();
  private long count;

  public Findings(FileFormat format) {
    this.unit = format.unit();
  }

  /**
   * Adds a value that is wrong.
   *
   * @param line where it stands, as {@link RowReader#line} says
   */
  public void add(String column, long line, Object value, String rule) {
    if (isShown()) {
      shown.add(new Violation(column + " in " + place(line), String.valueOf(value), rule));
    }
  }

  /** Of something that is in no line. */
  public void add(String field, Object value, String rule) {
    if (isShown()) {
      shown.add(new Violation(field, String.valueOf(value), rule));
    }
  }

  /** A line, or a row, as people call it. */
  public String place(long line) {
    return unit + " " + line;
  }

  private boolean isShown() {
    return count++ < SHOWN;
  }

  public long count() {
    return count;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /**
   * Goes on when nothing is wrong.
   *
   * @throws Problem.Invalid when something is wrong
   */
  public void throwIfAny() {
    if (count == 0) {
      return;
    }
    Violation first = shown.getFirst();
    String sentence = "%s is %s: %s".formatted(first.field(), first.value(), first.rule());
    throw new Problem.Invalid(
        count == 1
            ? sentence
            : "%,d values are wrong, the first: %s".formatted(count, sentence)
                + (count > SHOWN ? " (" + SHOWN + " of them are listed)" : ""),
        shown);
  }
}

package dev.assay.tables;

import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with a table: the first 20 are told with their lines, all are counted, up to a
 * number of them that ends the reading.
 */
public final class Findings {
  public static final int SHOWN = 20;

  /** Nobody reads on for more: with so many it is another kind of file. */
  static final int MOST = 100_000;

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
   * @throws Problem.Invalid when it is one too many
   */
  public void add(String column, long line, Object value, String rule) {
    count++;
    if (count <= SHOWN) {
      shown.add(new Violation(column + " in " + place(line), String.valueOf(value), rule));
    }
    endIfTooMany();
  }

  /**
   * Of something that is in no line.
   *
   * @throws Problem.Invalid when it is one too many
   */
  public void add(String field, Object value, String rule) {
    count++;
    if (count <= SHOWN) {
      shown.add(new Violation(field, String.valueOf(value), rule));
    }
    endIfTooMany();
  }

  private void endIfTooMany() {
    if (count >= MOST) {
      throwIfAny();
    }
  }

  /** A line, or a row, as people call it. */
  public String place(long line) {
    return unit + " " + line;
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
            : "%s%,d values are wrong, the first: %s"
                    .formatted(count < MOST ? "" : "at least ", count, sentence)
                + (count > SHOWN ? " (" + SHOWN + " of them are listed)" : ""),
        shown);
  }
}

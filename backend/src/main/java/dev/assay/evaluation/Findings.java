package dev.assay.evaluation;

import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with rows: the first 20 are told, all are counted. */
final class Findings {
  static final int SHOWN = 20;

  private final List<Violation> shown = new ArrayList<>();
  private long count;

  /**
   * @param row from 0; people count from 1
   */
  void add(String column, long row, Object value, String rule) {
    add(column + " in row " + (row + 1), value, rule);
  }

  void add(String field, Object value, String rule) {
    if (count++ < SHOWN) {
      shown.add(new Violation(field, String.valueOf(value), rule));
    }
  }

  void length(String column, int length, int rows) {
    if (length != rows) {
      add(column, length + " values", "there are " + rows + " rows");
    }
  }

  /**
   * @throws Problem.Invalid when something is wrong
   */
  void throwIfAny() {
    if (count == 0) {
      return;
    }
    Violation first = shown.getFirst();
    String sentence = "%s is %s: %s".formatted(first.field(), first.value(), first.rule());
    throw new Problem.Invalid(
        count == 1
            ? sentence
            : "%d values are wrong, the first: %s".formatted(count, sentence)
                + (count > SHOWN ? " (" + SHOWN + " of them are listed)" : ""),
        shown);
  }
}

package dev.assay.query;

import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import java.util.List;

/**
 * A text in the search language, and what is said about it.
 *
 * @param field what it is called in the request: {@code filter}, {@code orderBy[0]}
 */
public record Source(String field, String text) {
  private static final int SHOWN = 20;

  /**
   * The refusal of this text.
   *
   * @param at the character that is wrong, from 0
   */
  public Problem.Invalid wrong(int at, String rule) {
    String from = text.substring(Math.min(at, text.length()));
    String near = from.length() > SHOWN ? from.substring(0, SHOWN) + "…" : from;
    String place = "at character " + (at + 1) + (near.isEmpty() ? " (its end)" : " (" + near + ")");
    return new Problem.Invalid(
        field + " " + place + ": " + rule,
        List.of(new Violation(field, text, place + ": " + rule)));
  }
}

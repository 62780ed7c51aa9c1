package dev.assay.query;

import dev.assay.problem.Problem;
import java.util.ArrayList;
import java.util.List;

/** Something to sort by. Things that do not have it come last, whichever the direction. */
public record Order(Operand operand, boolean descending, Source source) {
  private static final int MOST = 10;

  /**
   * Reads what a list is sorted by, one after the other; at most {@value #MOST}.
   *
   * @throws Problem.Invalid pointing at the character that is wrong
   */
  public static List<Order> parseAll(List<String> texts) {
    if (texts.size() > MOST) {
      throw new Problem.Invalid(
          "orderBy", texts.size() + " orders", "at most " + MOST + " are given");
    }
    List<Order> orders = new ArrayList<>();
    for (String text : texts) {
      orders.add(parse(new Source("orderBy[" + orders.size() + "]", text)));
    }
    return orders;
  }

  /**
   * Reads {@code metrics.loss desc}.
   *
   * @throws Problem.Invalid pointing at the character that is wrong
   */
  public static Order parse(Source source) {
    return new Parser(source).order();
  }
}

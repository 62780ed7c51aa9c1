package dev.assay.query;

/** Something to sort by. Things that do not have it come last, whichever the direction. */
public record Order(Operand operand, boolean descending, Source source) {
  /**
   * Reads {@code metrics.loss desc}.
   *
   * @throws dev.assay.problem.Problem.Invalid pointing at the character that is wrong
   */
  public static Order parse(Source source) {
    return new Parser(source).order();
  }
}

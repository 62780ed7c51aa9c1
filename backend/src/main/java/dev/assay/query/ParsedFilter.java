package dev.assay.query;

/** A filter and the text it was read from, at which refusals point. */
public record ParsedFilter(Source source, Filter filter) {
  /**
   * Reads a filter; an empty text means everything.
   *
   * @throws dev.assay.problem.Problem.Invalid pointing at the character that is wrong
   */
  public static ParsedFilter parse(Source source) {
    return new ParsedFilter(source, new Parser(source).filter());
  }
}

package dev.assay.search;

import dev.assay.problem.Problem;
import dev.assay.search.Expression.Kind;
import dev.assay.search.Expression.Source;
import java.util.Map;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;

/**
 * A number that follows from the values of parameters, such as {@code 6 * model.width * steps}, in
 * the language of {@link Expression}.
 */
public final class Formula {
  private final Term term;

  private Formula(Term term) {
    this.term = term;
  }

  /**
   * @param field what the formula is called in the request
   * @throws Problem.Invalid with the place in the text, when it is no number
   */
  public static Formula parse(String field, String text) {
    Source source = new Source(field, text);
    Term term = new ExpressionParser(source).whole();
    new Term.Checking(source, name -> Kind.ANY).expect(term, Kind.NUMBER, "a number");
    return new Formula(term);
  }

  /**
   * @param values by the names of their parameters
   * @return empty where one that it needs is absent or no number, and where the result is not
   *     finite
   */
  public OptionalDouble value(Map<String, JsonNode> values) {
    return term.value(values) instanceof Double number && Double.isFinite(number)
        ? OptionalDouble.of(number)
        : OptionalDouble.empty();
  }
}

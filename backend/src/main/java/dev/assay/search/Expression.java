package dev.assay.search;

import dev.assay.problem.Problem;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * A condition on the values of parameters, such as {@code model.width % model.heads == 0} or {@code
 * optimizer == "sgd" and momentum > 0.5}. What it may be made of stands in {@code docs/sweeps.md}.
 *
 * <p>Whether it holds is always defined: a comparison with a parameter that is absent (or null) is
 * false, and so is one of order between values of different kinds; {@code x % 0} is not a number,
 * which equals nothing.
 */
public final class Expression {
  private final String text;
  private final Term term;
  private final Set<String> names;

  private Expression(String text, Term term, Set<String> names) {
    this.text = text;
    this.term = term;
    this.names = names;
  }

  /**
   * @throws Problem.Invalid with the place in the text, when it is no condition
   */
  public static Expression parse(String text) {
    return parse("expression", text);
  }

  /**
   * @param field what the expression is called in the request
   */
  static Expression parse(String field, String text) {
    Source source = new Source(field, text);
    ExpressionParser parser = new ExpressionParser(source);
    Expression parsed = new Expression(text, parser.whole(), parser.names());
    parsed.check(field, name -> Kind.ANY);
    return parsed;
  }

  /** As it was written. */
  public String text() {
    return text;
  }

  /** The parameters that it looks at, in the order in which they first occur. */
  public Set<String> names() {
    return names;
  }

  /**
   * @param values by the names of their parameters
   */
  public boolean holds(Map<String, JsonNode> values) {
    return Boolean.TRUE.equals(term.value(values));
  }

  /**
   * Checks that what is compared and computed with are of kinds that allow it.
   *
   * @throws Problem.Invalid with the place in the text, when they are not
   */
  void check(String field, Function<String, Kind> kinds) {
    Source source = new Source(field, text);
    Term.Checking checking = new Term.Checking(source, kinds);
    checking.expect(term, Kind.FLAG, "a condition");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Expression expression && expression.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }

  /** What values are of. */
  enum Kind {
    NUMBER("a number"),
    TEXT("a text"),
    FLAG("true or false"),
    /** Not known, or not the same always. */
    ANY("anything");

    final String shown;

    Kind(String shown) {
      this.shown = shown;
    }

    static Kind of(JsonNode value) {
      if (value.isNumber()) {
        return NUMBER;
      }
      if (value.isString()) {
        return TEXT;
      }
      return value.isBoolean() ? FLAG : ANY;
    }

    boolean mayBe(Kind other) {
      return this == other || this == ANY || other == ANY;
    }
  }

  /**
   * The text of an expression.
   *
   * @param field what it is called in the request
   */
  record Source(String field, String text) {
    /**
     * @param at the character that is wrong, from 0
     */
    Problem.Invalid wrong(int at, String rule) {
      return new Problem.Invalid(field, text, "at character %d: %s".formatted(at + 1, rule));
    }
  }
}

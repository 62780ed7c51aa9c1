package dev.assay.search;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A hyperparameter that a sweep varies.
 *
 * @param name its path among the params, joined by dots: {@code optimizer.learningRate}
 * @param when it is there only where this holds of the parameters before it; null for always
 */
public record Parameter(String name, Domain domain, @Nullable Expression when) {
  private static final int LONGEST_NAME = 200;
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][\\w-]*(\\.[\\w-]+)*");
  private static final Pattern DOT = Pattern.compile("\\.");

  public Parameter {
    Violations wrong = new Violations();
    wrong.addUnless(
        name.length() <= LONGEST_NAME && NAME.matcher(name).matches(),
        name.isEmpty() ? "name" : name,
        name,
        "a name has 1 to %d letters, digits, _ and -, in parts that are joined by dots"
            .formatted(LONGEST_NAME));
    wrong.throwIfAny();
  }

  /** The steps of the path. */
  static List<String> path(String name) {
    return DOT.splitAsStream(name).toList();
  }

  /**
   * Whether it is there.
   *
   * @param before the values of the parameters before it, at least
   */
  boolean isThere(Map<String, JsonNode> before) {
    return when == null || when.holds(before);
  }

  /** What an expression can do with its values. */
  Expression.Kind kind() {
    return switch (domain) {
      case Domain.Uniform _, Domain.LogUniform _, Domain.Int _ -> Expression.Kind.NUMBER;
      case Domain.Constant(var value) -> Expression.Kind.of(value);
      case Domain.Choice(var values) -> {
        List<Expression.Kind> kinds = values.stream().map(Expression.Kind::of).distinct().toList();
        yield kinds.size() == 1 ? kinds.getFirst() : Expression.Kind.ANY;
      }
    };
  }
}

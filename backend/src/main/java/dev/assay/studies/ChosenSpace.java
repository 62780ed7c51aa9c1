package dev.assay.studies;

import dev.assay.problem.Problem;
import dev.assay.search.Configuration;
import dev.assay.search.Domain;
import dev.assay.search.Expression;
import dev.assay.search.Parameter;
import dev.assay.search.Space;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A space whose grid is exactly some configurations: choices of the values that they have, and
 * constraints that leave no other combination. One constraint where it is short enough, else one
 * for each value of a parameter.
 */
final class ChosenSpace {
  private static final int LONGEST = 1000; // characters of an expression
  private static final long MOST_COMBINATIONS = 100_000; // that a grid looks at
  private static final Pattern WORD = Pattern.compile("[A-Za-z_]\\w*(\\.\\w+)*");
  private static final Set<String> KEYWORDS =
      Set.of("and", "or", "not", "in", "true", "false", "if");

  private final List<String> names;
  private final List<List<JsonNode>> values = new ArrayList<>(); // by name
  private final List<List<String>> rows = new ArrayList<>(); // literals, by name

  private ChosenSpace(List<Configuration> chosen) {
    names = List.copyOf(chosen.getFirst().values().keySet());
    for (String name : names) {
      values.add(chosen.stream().map(c -> value(c, name)).distinct().toList());
    }
    for (Configuration c : chosen) {
      rows.add(names.stream().map(name -> literal(name, value(c, name))).toList());
    }
  }

  /**
   * @param chosen one or more, all different and of the same parameters
   * @throws Problem.Invalid when no constraints of their length say it
   */
  static Space of(List<Configuration> chosen) {
    return new ChosenSpace(chosen).space();
  }

  private static JsonNode value(Configuration c, String name) {
    @Nullable JsonNode value = c.values().get(name);
    if (value == null) {
      throw new Problem.Invalid("chosen", c.values(), "each has a value of " + name);
    }
    return value;
  }

  private Space space() {
    long combinations = 1;
    List<Parameter> parameters = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      List<JsonNode> of = values.get(i);
      combinations = Math.min(combinations * of.size(), Integer.MAX_VALUE);
      Domain domain = of.size() == 1 ? new Domain.Constant(of.getFirst()) : new Domain.Choice(of);
      parameters.add(new Parameter(names.get(i), domain, null));
    }
    if (combinations > MOST_COMBINATIONS) {
      throw tooMany(combinations + " combinations of their values");
    }
    List<Expression> constraints =
        combinations == rows.size()
            ? List.of()
            : constraints().stream().map(Expression::parse).toList();
    return new Space(parameters, constraints);
  }

  private Problem tooMany(String what) {
    return new Problem.Invalid(
        "chosen",
        "%d configurations, %s".formatted(rows.size(), what),
        "no grid can be made of these only; queue fewer at a time");
  }

  private List<String> constraints() {
    List<Integer> varied = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (values.get(i).size() > 1) {
        varied.add(i);
      }
    }
    String one = condition(rows, varied);
    if (one.length() <= LONGEST) {
      return List.of(one);
    }
    for (int first : varied) {
      List<String> each = byValueOf(first, varied.stream().filter(i -> i != first).toList());
      if (each.stream().allMatch(constraint -> constraint.length() <= LONGEST)) {
        return each;
      }
    }
    throw tooMany("whose constraints are too long");
  }

  /** What holds of the others, for each value of one. */
  private List<String> byValueOf(int first, List<Integer> others) {
    List<String> constraints = new ArrayList<>();
    grouped(rows, first)
        .forEach(
            (value, of) ->
                constraints.add(
                    "%s != %s or %s"
                        .formatted(name(first), value, bracketed(condition(of, others)))));
    return constraints;
  }

  private static Map<String, List<List<String>>> grouped(List<List<String>> rows, int by) {
    Map<String, List<List<String>>> groups = new TreeMap<>();
    for (List<String> row : rows) {
      groups.computeIfAbsent(row.get(by), _ -> new ArrayList<>()).add(row);
    }
    return groups;
  }

  /** Of exactly these rows, as far as these columns tell; values with the same rest are one. */
  private String condition(List<List<String>> of, List<Integer> columns) {
    int column = columns.getFirst();
    List<Integer> rest = columns.subList(1, columns.size());
    Map<String, List<List<String>>> groups = grouped(of, column);
    if (rest.isEmpty()) {
      return in(column, groups.keySet());
    }
    Map<String, Set<String>> valuesOf = new LinkedHashMap<>();
    groups.forEach(
        (value, rows) ->
            valuesOf.computeIfAbsent(condition(rows, rest), _ -> new LinkedHashSet<>()).add(value));
    List<String> any = new ArrayList<>();
    valuesOf.forEach(
        (condition, some) -> any.add(in(column, some) + " and " + bracketed(condition)));
    return String.join(" or ", any);
  }

  private String in(int column, Set<String> some) {
    return some.size() == 1
        ? name(column) + " == " + some.iterator().next()
        : name(column) + " in [" + String.join(", ", some) + "]";
  }

  private static String bracketed(String condition) {
    return condition.contains(" or ") ? "(" + condition + ")" : condition;
  }

  private String name(int column) {
    String name = names.get(column);
    return WORD.matcher(name).matches() && !KEYWORDS.contains(name) ? name : "`" + name + "`";
  }

  private static String literal(String name, JsonNode value) {
    if (value.isNumber() || value.isBoolean()) {
      return value.toString();
    }
    String text = value.isString() ? value.stringValue() : "'\"";
    if (text.contains("'") && text.contains("\"")) {
      throw new Problem.Invalid(
          "chosen." + name,
          value,
          "a value is a number, true, false or a text without both quotes");
    }
    String quote = text.contains("'") ? "\"" : "'";
    return quote + text + quote;
  }
}

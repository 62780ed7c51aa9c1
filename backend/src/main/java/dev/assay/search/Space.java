package dev.assay.search;

import dev.assay.problem.Problem.Violation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a sweep searches: parameters with their domains, each perhaps under a condition, and
 * constraints on all of them together.
 *
 * @param parameters their names differ; a condition names parameters before its own only
 * @param constraints hold of every configuration
 */
public record Space(List<Parameter> parameters, List<Expression> constraints) {
  static final int MOST_PARAMETERS = 100;
  static final int MOST_CONSTRAINTS = 100;

  public Space {
    parameters = List.copyOf(parameters);
    constraints = List.copyOf(constraints);
    Violations wrong = new Violations();
    wrong.addUnless(
        !parameters.isEmpty() && parameters.size() <= MOST_PARAMETERS,
        "space",
        parameters.isEmpty() ? "empty" : parameters.size() + " parameters",
        "it has 1 to %d parameters".formatted(MOST_PARAMETERS));
    wrong.addUnless(
        constraints.size() <= MOST_CONSTRAINTS,
        "constraints",
        constraints.size() + " constraints",
        "there are at most " + MOST_CONSTRAINTS);
    Map<String, Expression.Kind> known = new HashMap<>();
    for (Parameter parameter : parameters) {
      checkName(parameter.name(), known.keySet(), wrong);
      if (parameter.when() != null) {
        check(
            "space.%s.when".formatted(parameter.name()),
            parameter.when(),
            known,
            "before it",
            wrong);
      }
      known.put(parameter.name(), parameter.kind());
    }
    for (int i = 0; i < constraints.size(); i++) {
      check("constraints[%d]".formatted(i), constraints.get(i), known, "of the space", wrong);
    }
    wrong.throwIfAny();
  }

  private static void checkName(String name, Set<String> before, Violations wrong) {
    if (before.contains(name)) {
      wrong.add("space." + name, name, "the names of parameters differ");
    }
    for (String other : before) {
      if (name.startsWith(other + ".") || other.startsWith(name + ".")) {
        wrong.add(
            "space." + name,
            name,
            "it cannot be there beside %s: one is a part of the other".formatted(other));
      }
    }
  }

  private static void check(
      String field,
      Expression expression,
      Map<String, Expression.Kind> known,
      String where,
      Violations wrong) {
    boolean complete = true;
    for (String name : expression.names()) {
      if (!known.containsKey(name)) {
        complete = false;
        wrong.add(
            field,
            expression.text(),
            "%s is no parameter %s%s"
                .formatted(name, where, NearestName.hint(name, known.keySet())));
      }
    }
    if (complete) {
      wrong.in(
          () -> expression.check(field, name -> known.getOrDefault(name, Expression.Kind.ANY)));
    }
  }

  /**
   * Reads a space from JSON or YAML: an object with {@code space} and perhaps {@code constraints},
   * as {@code docs/sweeps.md} describes it; other keys are not looked at.
   *
   * @param field the path of that object in the request; empty for the request itself
   * @throws dev.assay.problem.Problem.Invalid with all that is wrong, each with its path, such as
   *     {@code space.lr.low}; also when nothing fulfils the constraints
   */
  public static Space parse(JsonNode object, String field) {
    return SpaceJson.read(object, field);
  }

  /**
   * The inverse of {@link #parse}. The order of the parameters counts, which a {@code jsonb} column
   * does not keep: a {@code json} column does.
   */
  public ObjectNode json() {
    return SpaceJson.write(this);
  }

  /**
   * The configuration at a point of the unit cube. It may break the constraints.
   *
   * @param u a coordinate for each parameter, in their order; those of absent ones are not used
   */
  public Configuration at(double[] u) {
    if (u.length != parameters.size()) {
      throw new IllegalArgumentException(
          "%d coordinates for %d parameters".formatted(u.length, parameters.size()));
    }
    SequencedMap<String, JsonNode> values = new LinkedHashMap<>();
    for (int i = 0; i < u.length; i++) {
      Parameter parameter = parameters.get(i);
      if (parameter.isThere(values)) {
        values.put(parameter.name(), parameter.domain().at(u[i]));
      }
    }
    return new Configuration(values);
  }

  /** Whether it is of this space: domains, conditions and constraints. */
  public boolean allows(Configuration configuration) {
    return violations("configuration", configuration).isEmpty();
  }

  /**
   * Why a configuration is not of this space; empty when it is.
   *
   * @param field what it is called in the request
   */
  public List<Violation> violations(String field, Configuration configuration) {
    Violations wrong = new Violations();
    Map<String, JsonNode> values = configuration.values();
    Set<String> unknown = new HashSet<>(values.keySet());
    for (Parameter parameter : parameters) {
      unknown.remove(parameter.name());
      checkValue(field + "." + parameter.name(), parameter, values, wrong);
    }
    for (String name : unknown) {
      wrong.add(field + "." + name, values.get(name), "there is no such parameter in the space");
    }
    for (Expression constraint : constraints) {
      if (!constraint.holds(values)) {
        wrong.add(field, values, "it breaks the constraint " + constraint.text());
      }
    }
    return wrong.all();
  }

  private static void checkValue(
      String field, Parameter parameter, Map<String, JsonNode> values, Violations wrong) {
    JsonNode value = values.get(parameter.name());
    boolean expected = parameter.isThere(values);
    if (expected && value == null) {
      wrong.add(field, "missing", "every parameter has a value");
    } else if (!expected && value != null) {
      wrong.add(field, value, "it is there only when " + parameter.when());
    } else if (value != null && !parameter.domain().contains(value)) {
      wrong.add(field, value, "it is not of " + SpaceJson.write(parameter.domain()));
    }
  }

  /** Whether the constraints hold of a configuration that is of this space otherwise. */
  boolean fulfils(Configuration configuration) {
    return constraints.stream().allMatch(constraint -> constraint.holds(configuration.values()));
  }

  /** Whether its configurations can be counted. */
  public boolean isFinite() {
    return parameters.stream().allMatch(parameter -> parameter.domain().size().isPresent());
  }
}

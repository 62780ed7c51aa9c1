package dev.assay.jobs;

import dev.assay.problem.Problem.Violation;
import dev.assay.problem.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a schema of params is made of. A check against such a schema looks at each value once for
 * each keyword: nothing refers to another place, which could double the work at each step or load
 * what lies elsewhere, and nothing is tried in several ways.
 */
final class SchemaKeywords {
  static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

  private static final Set<String> ALLOWED =
      Set.of(
          "title",
          "description",
          "default",
          "type",
          "format",
          "enum",
          "minimum",
          "exclusiveMinimum",
          "maximum",
          "exclusiveMaximum",
          "minLength",
          "maxLength",
          "items",
          "minItems",
          "maxItems",
          "properties",
          "required",
          "additionalProperties");

  private static final String RULE =
      "a schema of params has these keywords only: " + String.join(", ", new TreeSet<>(ALLOWED));

  /** Of the whole: what a run will take, which the schema itself says nothing of. */
  static final Set<String> COSTS =
      Set.of("x-flops", "x-seconds", "x-params", "x-tokens", "x-memory-bytes");

  /** How many schemas may be in one another: the stack of a check is as deep. */
  private static final int DEEPEST = 20;

  private static final int LONGEST_VALUE = 100;

  private final List<Violation> violations = new ArrayList<>();

  private SchemaKeywords() {}

  /**
   * The keywords that a schema of params cannot have, with their places.
   *
   * @param field what the schema is called in the request
   */
  static List<Violation> violations(String field, ObjectNode schema) {
    var found = new SchemaKeywords();
    JsonNode dialect = schema.path("$schema");
    if (!dialect.isMissingNode() && !dialect.asString("").equals(DIALECT)) {
      found.refuse(field + ".$schema", dialect, "it is " + DIALECT + " or left out");
    }
    found.look(field, schema, 1);
    return found.violations;
  }

  private void look(String field, JsonNode schema, int depth) {
    if (!schema.isObject()) {
      return; // true, false, or what the dialect's own rules refuse
    }
    if (depth > DEEPEST) {
      refuse(field, schema, "at most " + DEEPEST + " schemas are in one another");
      return;
    }
    for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
      String name = keyword.getKey();
      boolean isOfTheWhole = depth == 1 && (name.equals("$schema") || COSTS.contains(name));
      if (!ALLOWED.contains(name) && !isOfTheWhole) {
        refuse(field + "." + name, keyword.getValue(), RULE);
      } else if (COSTS.contains(name) && !keyword.getValue().isString()) {
        refuse(field + "." + name, keyword.getValue(), "it is a formula, which is a text");
      }
    }
    for (String one : List.of("items", "additionalProperties")) {
      look(field + "." + one, schema.path(one), depth + 1);
    }
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      look(field + ".properties." + property.getKey(), property.getValue(), depth + 1);
    }
  }

  private void refuse(String field, JsonNode value, String rule) {
    String text = value.isString() ? value.asString() : value.toString();
    violations.add(new Violation(field, String.valueOf(Rules.kept(text, LONGEST_VALUE)), rule));
  }
}

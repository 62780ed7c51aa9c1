package dev.assay.recipes;

import java.util.stream.Collectors;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads params into a record: what is given lies over the record of defaults, which also says what
 * there is and of which type.
 */
final class ParamTree {

  private static final JsonMapper JSON = new JsonMapper();

  private ParamTree() {}

  /**
   * The defaults with what is given in their place.
   *
   * @throws IllegalArgumentException for an unknown param, a value of the wrong type, or one that
   *     the record's constructor refuses; the message names param, value and rule
   */
  static <T> T overlay(T defaults, ObjectNode given, Class<T> type) {
    ObjectNode tree = tree(defaults);
    overlay(tree, given, "");
    try {
      return JSON.treeToValue(tree, type);
    } catch (DatabindException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    }
  }

  static ObjectNode tree(Object params) {
    return JSON.valueToTree(params);
  }

  private static void overlay(ObjectNode defaults, ObjectNode given, String path) {
    for (var entry : given.properties()) {
      String name = path + entry.getKey();
      JsonNode standard = defaults.get(entry.getKey());
      JsonNode value = entry.getValue();
      if (standard == null) {
        throw new IllegalArgumentException(
            "%s is unknown; known are %s".formatted(name, names(defaults, path)));
      }
      if (!rule(standard).accepts(value)) {
        throw new IllegalArgumentException(
            "%s is %s; must be %s".formatted(name, value, rule(standard).text));
      }
      if (standard instanceof ObjectNode inner && value instanceof ObjectNode over) {
        overlay(inner, over, name + ".");
      } else {
        defaults.set(entry.getKey(), value);
      }
    }
  }

  private static String names(ObjectNode defaults, String path) {
    return defaults.propertyNames().stream()
        .map(name -> path + name)
        .collect(Collectors.joining(", "));
  }

  private enum Rule {
    OBJECT("an object"),
    TEXT("text"),
    FLAG("true or false"),
    WHOLE("a whole number of at most 32 bits"),
    NUMBER("a number");

    private final String text;

    Rule(String text) {
      this.text = text;
    }

    boolean accepts(JsonNode value) {
      return switch (this) {
        case OBJECT -> value.isObject();
        case TEXT -> value.isString();
        case FLAG -> value.isBoolean();
        case WHOLE -> value.isIntegralNumber() && value.canConvertToInt();
        case NUMBER -> value.isNumber();
      };
    }
  }

  private static Rule rule(JsonNode standard) {
    if (standard.isObject()) {
      return Rule.OBJECT;
    }
    if (standard.isString()) {
      return Rule.TEXT;
    }
    if (standard.isBoolean()) {
      return Rule.FLAG;
    }
    return standard.isIntegralNumber() ? Rule.WHOLE : Rule.NUMBER;
  }
}

package dev.assay.mlflow;

import dev.assay.runs.ExperimentId;
import dev.assay.runs.RunId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a request says, read as generously as MLflow's server reads it: fields under their names in
 * snake_case or camelCase, whole numbers as numbers or text, null for absent, unknown fields
 * ignored.
 *
 * @param json the fields; those of a query each hold a list, since a query does not tell one value
 *     from a list
 * @param place what the names of fields are said after, {@code metrics[0].}; empty at the top
 */
record Fields(ObjectNode json, boolean isQuery, String place) {
  private static final String SEE =
      " See the API docs for more information about request parameters.";

  static Fields ofBody(ObjectNode json) {
    return new Fields(json, false, "");
  }

  static Fields ofQuery(ObjectNode lists) {
    return new Fields(lists, true, "");
  }

  /** Whether the field is there. */
  boolean has(String name) {
    return find(name) != null;
  }

  /** Text; null when absent. */
  @Nullable String text(String name) {
    @Nullable JsonNode value = scalar(name);
    if (value == null) {
      return null;
    }
    return value.isString() ? kept(name, value) : wrongType(name, value);
  }

  /** PostgreSQL cannot keep U+0000. */
  private String kept(String name, JsonNode text) {
    String value = text.stringValue();
    if (value.indexOf('\0') >= 0) {
      throw invalid(name, "it must not contain the character U+0000.");
    }
    return value;
  }

  String text(String name, String otherwise) {
    @Nullable String text = text(name);
    return text == null ? otherwise : text;
  }

  /** Text that must be there and not be empty. */
  String required(String name) {
    @Nullable String text = text(name);
    if (text == null || text.isEmpty()) {
      throw missing(name);
    }
    return text;
  }

  /** A whole number of 64 bits; null when absent. */
  @Nullable Long integer(String name) {
    @Nullable JsonNode value = scalar(name);
    if (value == null) {
      return null;
    }
    try {
      return switch (value) {
        case JsonNode v when v.isString() -> Long.valueOf(v.stringValue().strip());
        case JsonNode v when v.canConvertToExactIntegral() && v.canConvertToLong() -> v.longValue();
        default -> wrongType(name, value);
      };
    } catch (NumberFormatException e) {
      return wrongType(name, value);
    }
  }

  long integer(String name, long otherwise) {
    @Nullable Long value = integer(name);
    return value == null ? otherwise : value;
  }

  long requiredInteger(String name) {
    @Nullable Long value = integer(name);
    if (value == null) {
      throw missing(name);
    }
    return value;
  }

  /** A number; text such as NaN, Infinity and -Infinity too. Null when absent. */
  @Nullable Double number(String name) {
    @Nullable JsonNode value = scalar(name);
    if (value == null) {
      return null;
    }
    if (value.isNumber()) {
      return value.doubleValue();
    }
    if (!value.isString()) {
      return wrongType(name, value);
    }
    String text = value.stringValue().strip();
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan" -> Double.NaN;
      case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default -> {
        try {
          yield Double.valueOf(text);
        } catch (NumberFormatException e) {
          yield wrongType(name, value);
        }
      }
    };
  }

  double requiredNumber(String name) {
    @Nullable Double value = number(name);
    if (value == null) {
      throw missing(name);
    }
    return value;
  }

  boolean flag(String name) {
    @Nullable JsonNode value = scalar(name);
    if (value == null) {
      return false;
    }
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    return value.isString() && List.of("true", "false").contains(lower(value))
        ? lower(value).equals("true")
        : wrongType(name, value);
  }

  private static String lower(JsonNode text) {
    return text.stringValue().toLowerCase(Locale.ROOT);
  }

  /**
   * A name out of a list, or its number; null when absent.
   *
   * @param numbered what each name's number is
   */
  <E extends Enum<E>> @Nullable E choice(
      String name, Class<E> names, Function<E, Integer> numbered) {
    @Nullable JsonNode value = scalar(name);
    if (value == null) {
      return null;
    }
    String given = value.isString() ? value.stringValue() : value.toString();
    Predicate<E> meant = e -> e.name().equals(given) || numbered.apply(e).toString().equals(given);
    for (E e : names.getEnumConstants()) {
      if (meant.test(e)) {
        return e;
      }
    }
    throw Refusal.invalid(
        "Invalid value %s for parameter '%s' supplied: it is one of %s"
            .formatted(value, place + name, List.of(names.getEnumConstants())));
  }

  /** A list of texts; empty when absent. */
  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonNode item : items(name)) {
      texts.add(item.isString() ? kept(name, item) : wrongType(name, item));
    }
    return texts;
  }

  /** A list of objects; empty when absent. */
  List<Fields> list(String name) {
    List<Fields> list = new ArrayList<>();
    for (JsonNode item : items(name)) {
      String at = place + name + "[" + list.size() + "].";
      list.add(
          item instanceof ObjectNode object
              ? new Fields(object, false, at)
              : wrongType(name, item));
    }
    return list;
  }

  /** An object; null when absent. */
  @Nullable Fields object(String name) {
    @Nullable JsonNode value = find(name);
    if (value == null) {
      return null;
    }
    return value instanceof ObjectNode object
        ? new Fields(object, false, place + name + ".")
        : wrongType(name, value);
  }

  /** The run that {@code run_id}, or as of old {@code run_uuid}, names. */
  RunId run() {
    return Ids.run(
        has("run_id")
            ? required("run_id")
            : has("run_uuid") ? required("run_uuid") : required("run_id"));
  }

  /** The experiment that {@code experiment_id} names. */
  ExperimentId experiment() {
    return Ids.experiment(required("experiment_id"));
  }

  private ArrayNode items(String name) {
    @Nullable JsonNode value = find(name);
    if (value == null) {
      return json.arrayNode();
    }
    return value instanceof ArrayNode array ? array : wrongType(name, value);
  }

  private @Nullable JsonNode scalar(String name) {
    @Nullable JsonNode value = find(name);
    return isQuery && value != null ? value.get(0) : value;
  }

  /** Null for what is absent or null. */
  private @Nullable JsonNode find(String name) {
    String camel = camel(name);
    @Nullable JsonNode value = json.get(name);
    if (!camel.equals(name) && json.has(camel)) {
      if (value != null) {
        throw Refusal.invalid(
            "Request specifies both '%s' and '%s'; provide only one of them."
                .formatted(name, camel));
      }
      value = json.get(camel);
    }
    return value == null || value.isNull() ? null : value;
  }

  private static String camel(String snake) {
    StringBuilder camel = new StringBuilder();
    for (int i = 0; i < snake.length(); i++) {
      boolean next = snake.charAt(i) == '_' && i + 1 < snake.length();
      camel.append(next ? Character.toUpperCase(snake.charAt(++i)) : snake.charAt(i));
    }
    return camel.toString();
  }

  Refusal missing(String name) {
    return Refusal.invalid(
        "Missing value for required parameter '%s'.%s".formatted(place + name, SEE));
  }

  /** The value of a field breaks a rule that MLflow has no words for. */
  Refusal invalid(String name, String rule) {
    return Refusal.invalid(
        "Invalid value %s for parameter '%s' supplied: %s%s"
            .formatted(shown(find(name)), place + name, rule, SEE));
  }

  private static String shown(@Nullable JsonNode value) {
    String text = String.valueOf(value);
    return text.length() <= 100 ? text : text.substring(0, 100) + "…";
  }

  private <T> T wrongType(String name, JsonNode value) {
    throw Refusal.invalid(
        "Invalid value %s for parameter '%s' supplied:  Hint: Value was of type '%s'.%s"
            .formatted(shown(value), place + name, typeOf(value), SEE));
  }

  /** As Python names it. */
  private static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "list";
      case BOOLEAN -> "bool";
      case NUMBER -> value.isIntegralNumber() ? "int" : "float";
      case OBJECT, POJO -> "dict";
      case STRING, BINARY -> "str";
      case NULL, MISSING -> "NoneType";
    };
  }
}

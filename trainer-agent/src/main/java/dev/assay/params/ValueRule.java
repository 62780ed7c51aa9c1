package dev.assay.params;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** Which values a param takes, read from its part of the schema: not for one that has params. */
public final class ValueRule {

  private final JsonNode schema;

  /**
   * @param schema of the param, as {@link Params#schema} writes it
   */
  public ValueRule(JsonNode schema) {
    this.schema = schema;
  }

  /** The rule of a param, {@code model.layers}; empty when a schema has no such param. */
  public static Optional<ValueRule> at(JsonNode schema, String path) {
    JsonNode at = schema;
    for (String name : path.split("\\.", -1)) {
      at = at.path("properties").path(name);
    }
    return at.isMissingNode() ? Optional.empty() : Optional.of(new ValueRule(at));
  }

  /** The kind of value: {@code a whole number}, {@code text or null}, {@code one of a, b}. */
  public String kind() {
    return kindWithoutNull() + (isNullable() ? " or null" : "");
  }

  private String kindWithoutNull() {
    if (schema.has("enum")) {
      return "one of " + choices();
    }
    return switch (type()) {
      case "integer" -> "a whole number";
      case "number" -> "a number";
      case "boolean" -> "true or false";
      case "string" -> schema.has("minLength") ? "text that is not empty" : "text";
      case "array" -> "a list" + (schema.has("minItems") ? ", not empty," : "") + " of " + items();
      case "object" -> "an object";
      default -> throw new IllegalArgumentException("no type that params have: " + type());
    };
  }

  private String items() {
    JsonNode items = schema.get("items");
    var rule = new ValueRule(items);
    String plural =
        switch (rule.type()) {
          case "integer" -> "whole numbers";
          case "number" -> "numbers";
          case "boolean" -> "true and false";
          default -> items.has("enum") ? rule.choices() : "texts";
        };
    return plural + rule.range().map(range -> ", each " + range).orElse("");
  }

  private String choices() {
    return StreamSupport.stream(schema.get("enum").spliterator(), false)
        .filter(choice -> !choice.isNull())
        .map(JsonNode::asString)
        .collect(Collectors.joining(", "));
  }

  /** The range of a number: {@code 1 to 128}, {@code above 0 and below 1}; empty without one. */
  public Optional<String> range() {
    JsonNode min = schema.get("minimum");
    JsonNode above = schema.get("exclusiveMinimum");
    JsonNode max = schema.get("maximum");
    JsonNode below = schema.get("exclusiveMaximum");
    if (min != null && max != null) {
      return Optional.of(plain(min) + " to " + plain(max));
    }
    if (min != null && below != null) {
      return Optional.of(plain(min) + " to below " + plain(below));
    }
    List<String> parts = new ArrayList<>();
    if (min != null) {
      parts.add("at least " + plain(min));
    }
    if (above != null) {
      parts.add("above " + plain(above));
    }
    if (max != null) {
      parts.add("at most " + plain(max));
    }
    if (below != null) {
      parts.add("below " + plain(below));
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(String.join(" and ", parts));
  }

  /** Without the zero of 1.0. */
  private static String plain(JsonNode bound) {
    BigDecimal exact = bound.decimalValue().stripTrailingZeros();
    return Math.abs(exact.precision() - exact.scale()) < 12
        ? exact.toPlainString()
        : exact.toString();
  }

  /** Why a value is not taken: {@code must be 1 to 128}; empty when it is. */
  public Optional<String> refuse(JsonNode value) {
    if (value.isNull() && isNullable()) {
      return Optional.empty();
    }
    if (!isOfKind(value)) {
      return Optional.of("must be " + kind());
    }
    if (value.isArray()) {
      var item = new ValueRule(schema.get("items"));
      boolean taken = value.valueStream().allMatch(one -> item.refuse(one).isEmpty());
      return taken ? Optional.empty() : Optional.of("must be " + kind());
    }
    if (value.isNumber() && !isInRange(value)) {
      return range().map(range -> "must be " + range);
    }
    if (type().equals("integer") && !fits(value)) {
      boolean small = schema.path("format").asString("").equals("int32");
      return Optional.of("must be a whole number of at most %d bits".formatted(small ? 32 : 64));
    }
    return Optional.empty();
  }

  private boolean isOfKind(JsonNode value) {
    if (schema.has("enum")) {
      return value.isString() && schema.get("enum").valueStream().anyMatch(value::equals);
    }
    return switch (type()) {
      case "integer" -> isWhole(value);
      case "number" -> isFinite(value);
      case "boolean" -> value.isBoolean();
      case "string" ->
          value.isString() && value.asString().length() >= schema.path("minLength").asInt(0);
      case "array" -> value.isArray() && value.size() >= schema.path("minItems").asInt(0);
      default -> false;
    };
  }

  private static boolean isFinite(JsonNode value) {
    return value.isNumber() && Double.isFinite(value.doubleValue());
  }

  /** 4.0 is whole, as in JSON schema. */
  private static boolean isWhole(JsonNode value) {
    return isFinite(value) && value.doubleValue() == Math.rint(value.doubleValue());
  }

  private boolean isInRange(JsonNode value) {
    double number = value.doubleValue();
    return number >= bound("minimum", Double.NEGATIVE_INFINITY)
        && number > bound("exclusiveMinimum", Double.NEGATIVE_INFINITY)
        && number <= bound("maximum", Double.POSITIVE_INFINITY)
        && number < bound("exclusiveMaximum", Double.POSITIVE_INFINITY);
  }

  private double bound(String keyword, double without) {
    JsonNode bound = schema.get(keyword);
    return bound == null ? without : bound.doubleValue();
  }

  private boolean fits(JsonNode value) {
    BigDecimal exact = value.decimalValue();
    boolean small = schema.path("format").asString("").equals("int32");
    BigDecimal least = BigDecimal.valueOf(small ? Integer.MIN_VALUE : Long.MIN_VALUE);
    BigDecimal most = BigDecimal.valueOf(small ? Integer.MAX_VALUE : Long.MAX_VALUE);
    return exact.compareTo(least) >= 0 && exact.compareTo(most) <= 0;
  }

  boolean isObject() {
    return type().equals("object");
  }

  /** Whether text is wanted and this is something else, so that {@code 12} may mean "12". */
  public boolean takesText(JsonNode value) {
    return type().equals("string") && !value.isString() && refuse(value).isPresent();
  }

  boolean isNullable() {
    return schema.get("type").isArray();
  }

  /** Without null. */
  private String type() {
    JsonNode type = schema.get("type");
    return type.isArray() ? type.get(0).asString() : type.asString();
  }
}

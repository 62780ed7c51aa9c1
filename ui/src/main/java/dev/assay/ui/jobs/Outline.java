package dev.assay.ui.jobs;

import dev.assay.ui.jobs.ParamNode.Choice;
import dev.assay.ui.jobs.ParamNode.Choices;
import dev.assay.ui.jobs.ParamNode.Flag;
import dev.assay.ui.jobs.ParamNode.Group;
import dev.assay.ui.jobs.ParamNode.Json;
import dev.assay.ui.jobs.ParamNode.Kind;
import dev.assay.ui.jobs.ParamNode.Numeric;
import dev.assay.ui.jobs.ParamNode.Text;
import dev.assay.ui.jobs.ParamNode.Texts;
import dev.assay.ui.jobs.ParamNode.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The params of a recipe in the order of its JSON schema. Schemas come from agents, so that there
 * is an end to what is made of one; what cannot be asked for in a field of its own is asked for as
 * JSON.
 *
 * @param isCut whether there are more params than a form has fields
 * @param left paths of what was given that no field asks for
 */
public record Outline(String description, List<ParamNode> parts, boolean isCut, List<String> left) {
  static final int DEEPEST = 6;
  static final int MOST_FIELDS = 300;
  private static final int MOST_CHOICES = 500;
  private static final int MOST_BOXES = 30;
  private static final int LONGEST_DESCRIPTION = 500;

  /** Doubles count up to here without a gap, and so do browsers. */
  private static final double GREATEST_WHOLE = 9_007_199_254_740_991.0;

  public static Outline of(ObjectNode schema) {
    return of(schema, JsonNodeFactory.instance.objectNode());
  }

  /**
   * @param given what the fields are to begin with; where it says nothing, with the defaults
   */
  public static Outline of(ObjectNode schema, ObjectNode given) {
    var reading = new Reading();
    List<ParamNode> parts = reading.parts(schema, "", 1, null, given);
    return new Outline(description(schema), parts, reading.cut, List.copyOf(reading.left));
  }

  private static String description(JsonNode schema) {
    String text = schema.path("description").asString("");
    return text.length() <= LONGEST_DESCRIPTION
        ? text
        : text.substring(0, LONGEST_DESCRIPTION) + "…";
  }

  /** Counts the fields on its way through a schema. */
  private static final class Reading {
    private int fields;
    private boolean cut;
    private final List<String> left = new ArrayList<>();

    private List<ParamNode> parts(
        JsonNode schema,
        String prefix,
        int depth,
        @Nullable JsonNode standard,
        @Nullable JsonNode given) {
      List<ParamNode> parts = new ArrayList<>();
      Set<String> required = texts(schema.path("required"));
      Set<String> asked = new HashSet<>();
      for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
        if (fields >= MOST_FIELDS) {
          cut = true;
          break;
        }
        String name = property.getKey();
        asked.add(name);
        @Nullable JsonNode begun = given == null ? null : given.get(name);
        parts.add(part(property.getValue(), name, prefix + name, depth, standard, required, begun));
      }
      if (given != null) {
        given.propertyNames().stream()
            .filter(name -> !asked.contains(name))
            .forEach(name -> left.add(prefix + name));
      }
      return parts;
    }

    private ParamNode part(
        JsonNode schema,
        String name,
        String path,
        int depth,
        @Nullable JsonNode parent,
        Set<String> required,
        @Nullable JsonNode begun) {
      @Nullable JsonNode standard = schema.get("default");
      if (standard == null && parent != null) {
        standard = parent.get(name);
      }
      boolean nullable = isNullable(schema);
      String description = description(schema);
      if (depth <= DEEPEST && isGroup(schema)) {
        boolean there = !(nullable && (standard == null || standard.isNull()));
        return new Group(
            name,
            path,
            description,
            nullable,
            there,
            standard != null,
            begun == null ? there : !(nullable && begun.isNull()),
            parts(schema, path + ".", depth + 1, standard, begun));
      }
      fields++;
      Kind kind = kind(schema, standard, begun, nullable);
      return new Value(
          name, path, description, nullable, kind, standard, begun, required.contains(name));
    }
  }

  private static boolean isGroup(JsonNode schema) {
    return type(schema).equals("object") && !schema.path("properties").isEmpty();
  }

  private static boolean isNullable(JsonNode schema) {
    return texts(schema.path("type")).contains("null")
        || schema.path("enum").valueStream().anyMatch(JsonNode::isNull);
  }

  /** The one type beside null; empty when there are several, or none is told. */
  private static String type(JsonNode schema) {
    JsonNode type = schema.path("type");
    Set<String> types = type.isString() ? Set.of(type.asString()) : texts(type);
    List<String> some = types.stream().filter(one -> !one.equals("null")).toList();
    return some.size() == 1 ? some.getFirst() : "";
  }

  private static Set<String> texts(JsonNode list) {
    return list.valueStream()
        .filter(JsonNode::isString)
        .map(JsonNode::asString)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Kind kind(
      JsonNode schema, @Nullable JsonNode standard, @Nullable JsonNode begun, boolean nullable) {
    List<JsonNode> choices =
        schema.path("enum").valueStream().filter(one -> !one.isNull()).distinct().toList();
    Kind kind = kind(schema, choices, nullable);
    return canBegin(kind, standard) && canBegin(kind, begun) ? kind : new Json();
  }

  private static boolean canBegin(Kind kind, @Nullable JsonNode value) {
    return value == null || value.isNull() || canShow(kind, value);
  }

  private static Kind kind(JsonNode schema, List<JsonNode> choices, boolean nullable) {
    if (!choices.isEmpty() && choices.size() <= MOST_CHOICES) {
      return new Choice(choices);
    }
    return switch (type(schema)) {
      case "integer" -> number(schema, true);
      case "number" -> number(schema, false);
      case "boolean" ->
          nullable ? new Choice(List.of(BooleanNode.TRUE, BooleanNode.FALSE)) : new Flag();
      case "string" -> new Text();
      case "array" -> list(schema.path("items"));
      default -> new Json();
    };
  }

  private static Numeric number(JsonNode schema, boolean whole) {
    double min = schema.path("minimum").asDouble(Double.NEGATIVE_INFINITY);
    double max = schema.path("maximum").asDouble(Double.POSITIVE_INFINITY);
    double above = schema.path("exclusiveMinimum").asDouble(Double.NEGATIVE_INFINITY);
    double below = schema.path("exclusiveMaximum").asDouble(Double.POSITIVE_INFINITY);
    if (!whole) { // that a bound itself is not allowed is found when the params are checked
      return new Numeric(false, Math.max(min, above), Math.min(max, below));
    }
    return new Numeric(
        true,
        Math.max(-GREATEST_WHOLE, Math.max(Math.ceil(min), Math.floor(above) + 1)),
        Math.min(GREATEST_WHOLE, Math.min(Math.floor(max), Math.ceil(below) - 1)));
  }

  private static Kind list(JsonNode items) {
    Set<String> choices = texts(items.path("enum"));
    if (!choices.isEmpty()
        && choices.size() <= MOST_BOXES
        && choices.size() == items.path("enum").size()) {
      return new Choices(choices);
    }
    return type(items).equals("string") && !isNullable(items) ? new Texts() : new Json();
  }

  /** A default that a field cannot show would be changed by it. */
  private static boolean canShow(Kind kind, JsonNode standard) {
    return switch (kind) {
      case Numeric number ->
          standard.isNumber()
              && Double.isFinite(standard.doubleValue())
              && (!number.whole() || Math.abs(standard.doubleValue()) <= GREATEST_WHOLE);
      case Flag flag -> standard.isBoolean();
      case Choice choice -> choice.choices().contains(standard);
      case Choices several ->
          standard.isArray()
              && texts(standard).size() == standard.size()
              && several.choices().containsAll(texts(standard));
      case Text text -> standard.isString() && isOneLine(standard.asString());
      case Texts texts ->
          standard.isArray()
              && standard
                  .valueStream()
                  .allMatch(
                      one ->
                          one.isString() && isOneLine(one.asString()) && !one.asString().isEmpty());
      case Json json -> true;
    };
  }

  private static boolean isOneLine(String text) {
    return text.lines().count() <= 1 && !text.endsWith("\n") && !text.endsWith("\r");
  }
}

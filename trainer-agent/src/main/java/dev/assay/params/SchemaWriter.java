package dev.assay.params;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the JSON schema of a record of params. */
final class SchemaWriter {

  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

  private SchemaWriter() {}

  /**
   * @throws IllegalArgumentException when the record has what params cannot have
   */
  static ObjectNode write(Record defaults, String description) {
    ObjectNode schema = RecordTree.JSON.createObjectNode();
    schema.put("$schema", DIALECT);
    schema.put("description", description);
    schema.put("type", "object");
    properties(schema, defaults);
    return schema;
  }

  private static void properties(ObjectNode schema, Record defaults) {
    ObjectNode tree = RecordTree.write(defaults);
    ObjectNode properties = schema.putObject("properties");
    for (RecordComponent component : defaults.getClass().getRecordComponents()) {
      Param param = component.getAnnotation(Param.class);
      if (param == null) {
        throw new IllegalArgumentException(component + " has no @Param");
      }
      ObjectNode property = properties.putObject(component.getName());
      property.put("description", param.value());
      if (component.getType().isRecord()) {
        record(property, component, defaults);
      } else {
        value(property, component.getGenericType(), param, isNullable(component));
        property.set("default", tree.get(component.getName()));
      }
    }
    schema.put("additionalProperties", false);
  }

  private static void record(ObjectNode property, RecordComponent component, Record in) {
    Record defaults = (Record) RecordTree.get(component, in);
    type(property, "object", isNullable(component));
    if (defaults == null) {
      property.putNull("default");
      defaults = standard(component.getType());
    }
    properties(property, defaults);
  }

  /** What the params of a record are when it is there but its own default is null. */
  private static Record standard(Class<?> type) {
    try {
      var field = type.getDeclaredField("DEFAULTS");
      field.setAccessible(true);
      return (Record) field.get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(type + " may be null and so needs static DEFAULTS", e);
    }
  }

  private static boolean isNullable(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static void value(ObjectNode property, Type type, Param param, boolean nullable) {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      type(property, "array", nullable);
      value(property.putObject("items"), list.getActualTypeArguments()[0], param, false);
      ((ObjectNode) property.get("items")).remove("minLength");
      if (param.notEmpty()) {
        property.put("minItems", 1);
      }
    } else if (type instanceof Class<?> plain) {
      plainValue(property, plain, param, nullable);
    } else {
      throw new IllegalArgumentException(type + " is no type of a param");
    }
  }

  private static void plainValue(
      ObjectNode property, Class<?> type, Param param, boolean nullable) {
    if (type == int.class || type == Integer.class) {
      type(property, "integer", nullable);
      property.put("format", "int32");
    } else if (type == long.class || type == Long.class) {
      type(property, "integer", nullable);
      property.put("format", "int64");
    } else if (type == double.class || type == Double.class) {
      type(property, "number", nullable);
    } else if (type == boolean.class || type == Boolean.class) {
      type(property, "boolean", nullable);
    } else if (type == String.class || type.isEnum()) {
      type(property, "string", nullable);
      choices(property, type, param, nullable);
    } else {
      throw new IllegalArgumentException(type + " is no type of a param");
    }
    bound(property, "minimum", param.min());
    bound(property, "exclusiveMinimum", param.above());
    bound(property, "maximum", param.max());
    bound(property, "exclusiveMaximum", param.below());
  }

  private static void type(ObjectNode property, String type, boolean nullable) {
    if (nullable) {
      property.putArray("type").add(type).add("null");
    } else {
      property.put("type", type);
    }
  }

  private static void choices(ObjectNode property, Class<?> type, Param param, boolean nullable) {
    List<String> choices =
        type.isEnum()
            ? Arrays.stream(type.getEnumConstants()).map(c -> RecordTree.name((Enum<?>) c)).toList()
            : List.of(param.choices());
    if (!choices.isEmpty()) {
      ArrayNode array = property.putArray("enum");
      choices.forEach(array::add);
      if (nullable) {
        array.addNull();
      }
    } else if (param.notEmpty()) {
      property.put("minLength", 1);
    }
  }

  private static void bound(ObjectNode property, String keyword, double bound) {
    if (Double.isFinite(bound)) {
      property.set(keyword, number(bound));
    }
  }

  /** A whole number without a point. */
  private static JsonNode number(double value) {
    var factory = RecordTree.JSON.getNodeFactory();
    return value == Math.rint(value) ? factory.numberNode((long) value) : factory.numberNode(value);
  }
}

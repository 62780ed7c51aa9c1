package dev.assay.params;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Records of params as JSON and back. What is read has been checked before. */
final class RecordTree {

  static final JsonMapper JSON = new JsonMapper();

  private RecordTree() {}

  static ObjectNode write(Record params) {
    ObjectNode tree = JSON.createObjectNode();
    for (RecordComponent component : params.getClass().getRecordComponents()) {
      tree.set(component.getName(), node(get(component, params)));
    }
    return tree;
  }

  private static JsonNode node(@Nullable Object value) {
    return switch (value) {
      case Record record -> write(record);
      case Enum<?> constant -> JSON.getNodeFactory().stringNode(name(constant));
      case List<?> list -> {
        ArrayNode array = JSON.createArrayNode();
        list.forEach(one -> array.add(node(one)));
        yield array;
      }
      case null -> JSON.getNodeFactory().nullNode();
      default -> JSON.valueToTree(value);
    };
  }

  /** How a constant is written. */
  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static @Nullable Object get(RecordComponent component, Record of) {
    try {
      component.getAccessor().setAccessible(true); // the record need not be public
      return component.getAccessor().invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component + " cannot be read", e);
    }
  }

  /**
   * @throws IllegalArgumentException when a record's constructor refuses what is read
   */
  static <T extends Record> T read(ObjectNode tree, Class<T> type) {
    RecordComponent[] components = type.getRecordComponents();
    @Nullable Object[] values = new @Nullable Object[components.length];
    for (int i = 0; i < components.length; i++) {
      JsonNode node = Objects.requireNonNull(tree.get(components[i].getName()));
      values[i] = value(node, components[i].getGenericType());
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new IllegalStateException(type + " cannot be made", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " cannot be made", e);
    }
  }

  private static @Nullable Object value(JsonNode node, Type type) {
    if (node.isNull()) {
      return null;
    }
    if (type instanceof ParameterizedType list) {
      List<Object> values = new ArrayList<>();
      for (JsonNode one : node) {
        values.add(Objects.requireNonNull(value(one, list.getActualTypeArguments()[0])));
      }
      return List.copyOf(values);
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      return read((ObjectNode) node, plain.asSubclass(Record.class));
    }
    if (plain.isEnum()) {
      return Arrays.stream(plain.getEnumConstants())
          .filter(constant -> name((Enum<?>) constant).equals(node.asString()))
          .findFirst()
          .orElseThrow();
    }
    if (plain == int.class || plain == Integer.class) {
      return node.decimalValue().intValueExact(); // 4.0 too
    }
    if (plain == long.class || plain == Long.class) {
      return node.decimalValue().longValueExact();
    }
    return JSON.treeToValue(node, plain);
  }
}

package dev.assay.search;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A value for each parameter of a space that is there, by name, in the order of the space. Two are
 * equal when their values are, in any order; 1 equals 1.0.
 */
public record Configuration(SequencedMap<String, JsonNode> values) {
  public Configuration {
    values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
  }

  public static Configuration of(Map<String, JsonNode> values) {
    return new Configuration(new LinkedHashMap<>(values));
  }

  /**
   * The values as params: {@code optimizer.lr} is the {@code lr} of an object {@code optimizer}.
   */
  public ObjectNode tree() {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    values.forEach(
        (name, value) -> {
          List<String> path = Parameter.path(name);
          ObjectNode parent = tree;
          for (String step : path.subList(0, path.size() - 1)) {
            parent = parent.withObjectProperty(step);
          }
          parent.set(path.getLast(), value);
        });
    return tree;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Configuration that && plain().equals(that.plain());
  }

  @Override
  public int hashCode() {
    return plain().hashCode();
  }

  private Map<String, Object> plain() {
    Map<String, Object> plain = HashMap.newHashMap(values.size());
    values.forEach((name, value) -> plain.put(name, Plain.of(value)));
    return plain;
  }
}

package dev.assay.search;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** JSON values as they are compared: 1 is 1.0, whichever of the two was written. */
final class Plain {
  private Plain() {}

  static Object of(JsonNode value) {
    return switch (value.getNodeType()) {
      case NUMBER -> value.doubleValue() + 0.0; // and -0 is 0
      case STRING -> value.stringValue();
      case BOOLEAN -> value.booleanValue();
      case ARRAY -> value.valueStream().map(Plain::of).toList();
      case OBJECT -> {
        Map<String, Object> properties = new HashMap<>();
        value.forEachEntry((name, inside) -> properties.put(name, of(inside)));
        yield properties;
      }
      case BINARY, MISSING, NULL, POJO -> value;
    };
  }
}

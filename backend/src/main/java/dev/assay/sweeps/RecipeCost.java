package dev.assay.sweeps;

import dev.assay.problem.Problem;
import dev.assay.runs.Params;
import dev.assay.search.Formula;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run of a recipe will take, as its schema tells: by the formulas {@code x-flops} of its
 * floating point operations and {@code x-seconds} of the time where that is its budget.
 */
final class RecipeCost {
  private final Map<String, JsonNode> defaults;
  private final @Nullable Formula flops;
  private final @Nullable Formula seconds;

  private RecipeCost(
      Map<String, JsonNode> defaults, @Nullable Formula flops, @Nullable Formula seconds) {
    this.defaults = defaults;
    this.flops = flops;
    this.seconds = seconds;
  }

  /** A formula that cannot be read, as one of a later version, tells nothing. */
  static RecipeCost of(ObjectNode schema) {
    Map<String, JsonNode> defaults = new HashMap<>();
    collect(schema, "", defaults);
    return new RecipeCost(defaults, formula(schema, "x-flops"), formula(schema, "x-seconds"));
  }

  /** Of a recipe without a schema. */
  static RecipeCost unknown() {
    return new RecipeCost(Map.of(), null, null);
  }

  private static void collect(JsonNode schema, String prefix, Map<String, JsonNode> defaults) {
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      String name = prefix + property.getKey();
      if (property.getValue().has("default")) {
        defaults.put(name, property.getValue().get("default"));
      }
      collect(property.getValue(), name + ".", defaults);
    }
  }

  private static @Nullable Formula formula(ObjectNode schema, String keyword) {
    try {
      return schema.path(keyword).isString()
          ? Formula.parse(keyword, schema.path(keyword).asString())
          : null;
    } catch (Problem.Invalid unreadable) {
      return null;
    }
  }

  /**
   * @param params that are given; the recipe's defaults stand for the others
   */
  OptionalDouble flops(Params params) {
    return value(flops, params);
  }

  OptionalDouble seconds(Params params) {
    return value(seconds, params);
  }

  private OptionalDouble value(@Nullable Formula formula, Params params) {
    if (formula == null) {
      return OptionalDouble.empty();
    }
    Map<String, JsonNode> values = new HashMap<>(defaults);
    values.putAll(params.values());
    OptionalDouble value = formula.value(values);
    return value.isPresent() && value.getAsDouble() > 0 ? value : OptionalDouble.empty();
  }
}

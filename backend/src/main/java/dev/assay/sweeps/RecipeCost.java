package dev.assay.sweeps;

import dev.assay.problem.Problem;
import dev.assay.runs.Params;
import dev.assay.search.Formula;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run of a recipe will take and make, as its schema tells: by the formulas {@code x-flops}
 * of its floating point operations, {@code x-seconds} of the time where that is its budget, {@code
 * x-params} and {@code x-tokens} of the size of its model and training, and {@code x-memory-bytes}.
 * A recipe that does not tell, or not of these params, has no value.
 */
public final class RecipeCost {
  private static final String FLOPS = "x-flops";
  private static final String SECONDS = "x-seconds";
  private static final String PARAMS = "x-params";
  private static final String TOKENS = "x-tokens";
  private static final String MEMORY = "x-memory-bytes";

  private final Map<String, JsonNode> defaults;
  private final Map<String, Formula> formulas;

  private RecipeCost(Map<String, JsonNode> defaults, Map<String, Formula> formulas) {
    this.defaults = defaults;
    this.formulas = formulas;
  }

  /** A formula that cannot be read, as one of a later version, tells nothing. */
  public static RecipeCost of(ObjectNode schema) {
    Map<String, JsonNode> defaults = new HashMap<>();
    collect(schema, "", defaults);
    Map<String, Formula> formulas = new HashMap<>();
    for (String keyword : List.of(FLOPS, SECONDS, PARAMS, TOKENS, MEMORY)) {
      @Nullable Formula formula = formula(schema, keyword);
      if (formula != null) {
        formulas.put(keyword, formula);
      }
    }
    return new RecipeCost(defaults, formulas);
  }

  /** Of a recipe without a schema. */
  static RecipeCost unknown() {
    return new RecipeCost(Map.of(), Map.of());
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
   * Floating point operations.
   *
   * @param params that are given; the recipe's defaults stand for the others, here and below
   */
  public OptionalDouble flops(Params params) {
    return value(FLOPS, params);
  }

  public OptionalDouble seconds(Params params) {
    return value(SECONDS, params);
  }

  /** How many parameters the model has. */
  public OptionalDouble params(Params params) {
    return value(PARAMS, params);
  }

  /** How many tokens it is trained on. */
  public OptionalDouble tokens(Params params) {
    return value(TOKENS, params);
  }

  /** What it needs at once; the formula can look at the value of {@code x-params}. */
  public OptionalDouble memoryBytes(Params params) {
    Map<String, JsonNode> values = values(params);
    OptionalDouble count = params(params);
    if (count.isPresent()) {
      values.put(PARAMS, JsonNodeFactory.instance.numberNode(count.getAsDouble()));
    }
    return value(MEMORY, values);
  }

  private OptionalDouble value(String keyword, Params params) {
    return value(keyword, values(params));
  }

  private Map<String, JsonNode> values(Params params) {
    Map<String, JsonNode> values = new HashMap<>(defaults);
    values.putAll(params.values());
    return values;
  }

  private OptionalDouble value(String keyword, Map<String, JsonNode> values) {
    @Nullable Formula formula = formulas.get(keyword);
    if (formula == null) {
      return OptionalDouble.empty();
    }
    OptionalDouble value = formula.value(values);
    return value.isPresent() && value.getAsDouble() > 0 ? value : OptionalDouble.empty();
  }
}

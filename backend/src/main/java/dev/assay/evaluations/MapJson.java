package dev.assay.evaluations;

import dev.assay.evaluation.Beta;
import dev.assay.evaluation.BinaryMap;
import dev.assay.evaluation.Histogram;
import dev.assay.evaluation.Isotonic;
import dev.assay.evaluation.MulticlassMap;
import dev.assay.evaluation.Platt;
import dev.assay.evaluation.Temperature;
import dev.assay.evaluation.Vector;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Maps as JSON: what they are, their numbers to the last bit, and the formula, so that they can be
 * applied without this server.
 */
final class MapJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final String CLIPPED = ", p kept from 2**-52 to 1 - 2**-52";
  private static final String LOGIT = "; logit(p) = log(p / (1 - p))" + CLIPPED;
  private static final String FLOORED = "of a row p, kept from 1e-300";

  private MapJson() {}

  static ObjectNode write(BinaryMap map) {
    return switch (map) {
      case Temperature(double temperature) ->
          node("temperature", "1 / (1 + exp(-logit(p) / temperature))" + LOGIT)
              .put("temperature", temperature);
      case Platt(double slope, double offset) ->
          node("platt", "1 / (1 + exp(-(slope * logit(p) + offset)))" + LOGIT)
              .put("slope", slope)
              .put("offset", offset);
      case Beta(double a, double b, double c) ->
          node("beta", "1 / (1 + exp(-(a * log(p) - b * log(1 - p) + c)))" + CLIPPED)
              .put("a", a)
              .put("b", b)
              .put("c", c);
      case Isotonic(double[] x, double[] y) ->
          with(with(node("isotonic", "numpy.interp(p, x, y)"), "x", x), "y", y);
      case Histogram(double[] edges, double[] values) ->
          with(
              with(
                  node("histogram", "values[numpy.searchsorted(edges, p, side='left')]"),
                  "edges",
                  edges),
              "values",
              values);
    };
  }

  static ObjectNode write(MulticlassMap map) {
    return switch (map) {
      case Temperature(double temperature) ->
          node("temperature", "softmax(log(p) / temperature) " + FLOORED)
              .put("temperature", temperature);
      case Vector(double[] slopes, double[] offsets) ->
          with(
              with(
                  node("vector", "softmax(slopes * log(p) + offsets) " + FLOORED),
                  "slopes",
                  slopes),
              "offsets",
              offsets);
    };
  }

  private static ObjectNode node(String kind, String formula) {
    return JSON.createObjectNode().put("kind", kind).put("formula", formula);
  }

  private static ObjectNode with(ObjectNode node, String name, double[] values) {
    ArrayNode array = node.putArray(name);
    Arrays.stream(values).forEach(array::add);
    return node;
  }

  /** What was written of a map of two classes. */
  static BinaryMap binary(JsonNode map) {
    return switch (kind(map)) {
      case "temperature" -> new Temperature(number(map, "temperature"));
      case "platt" -> new Platt(number(map, "slope"), number(map, "offset"));
      case "beta" -> new Beta(number(map, "a"), number(map, "b"), number(map, "c"));
      case "isotonic" -> new Isotonic(numbers(map, "x"), numbers(map, "y"));
      case "histogram" -> new Histogram(numbers(map, "edges"), numbers(map, "values"));
      default -> throw new IllegalArgumentException(kind(map) + " is no map of two classes");
    };
  }

  /** What was written of a map of more classes. */
  static MulticlassMap multiclass(JsonNode map) {
    return switch (kind(map)) {
      case "temperature" -> new Temperature(number(map, "temperature"));
      case "vector" -> new Vector(numbers(map, "slopes"), numbers(map, "offsets"));
      default -> throw new IllegalArgumentException(kind(map) + " is no map of many classes");
    };
  }

  private static String kind(JsonNode map) {
    return map.get("kind").asString();
  }

  private static double number(JsonNode map, String name) {
    return map.get(name).asDouble();
  }

  private static double[] numbers(JsonNode map, String name) {
    return map.get(name).valueStream().mapToDouble(JsonNode::asDouble).toArray();
  }
}

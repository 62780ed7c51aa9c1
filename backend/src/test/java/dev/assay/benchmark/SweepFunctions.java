package dev.assay.benchmark;

import dev.assay.search.Configuration;
import dev.assay.search.Domain;
import dev.assay.search.Domain.Choice;
import dev.assay.search.Domain.Int;
import dev.assay.search.Domain.LogUniform;
import dev.assay.search.Domain.Uniform;
import dev.assay.search.Expression;
import dev.assay.search.Parameter;
import dev.assay.search.Space;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What the samplers are to minimise; the least value is 0. {@code optuna_peer.py} has the same. */
enum SweepFunctions {
  /** Dixon and Szegő 1978; its least value is 0.397887. */
  BRANIN(
      List.of(parameter("x", real(-5, 10)), parameter("y", real(0, 15))), SweepFunctions::branin),

  /** Dixon and Szegő 1978; its least value is -3.32237. */
  HARTMANN6(
      IntStream.range(0, 6).mapToObj(i -> parameter("x" + i, real(0, 1))).toList(),
      SweepFunctions::hartmann),

  /** Two models with a rate each, and parameters of their own. */
  CONDITIONAL(
      List.of(
          parameter("model", choice("linear", "deep")),
          parameter("rate", new LogUniform(1e-4, 1)),
          parameter("momentum", real(0, 1), "model == \"linear\""),
          parameter("depth", new Int(1, 6, false, 1), "model == \"deep\""),
          parameter("width", new Int(8, 512, true, 1), "model == \"deep\"")),
      SweepFunctions::conditional),

  /** The best rate depends on the optimizer. */
  MIXED(
      List.of(
          parameter("optimizer", choice("adam", "sgd", "rmsprop", "lion")),
          parameter("rate", new LogUniform(1e-5, 1e-1)),
          parameter("layers", new Int(1, 8, false, 1)),
          parameter("dropout", new Uniform(0, 0.5, 0.05))),
      SweepFunctions::mixed);

  private static final double[][] A = {
    {10, 3, 17, 3.5, 1.7, 8},
    {0.05, 10, 17, 0.1, 8, 14},
    {3, 3.5, 1.7, 10, 17, 8},
    {17, 8, 0.05, 10, 0.1, 14}
  };
  private static final double[][] P = {
    {0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886},
    {0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991},
    {0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650},
    {0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381}
  };
  private static final double[] C = {1, 1.2, 3, 3.2};

  final Space space;
  private final ToDoubleFunction<Map<String, JsonNode>> value;

  SweepFunctions(List<Parameter> parameters, ToDoubleFunction<Map<String, JsonNode>> value) {
    this.space = new Space(parameters, List.of());
    this.value = value;
  }

  /** How far it is from the least value. */
  double regret(Configuration configuration) {
    return value.applyAsDouble(configuration.values());
  }

  private static double branin(Map<String, JsonNode> v) {
    double x = number(v, "x");
    double y = number(v, "y");
    double bent = y - 5.1 * x * x / (4 * Math.PI * Math.PI) + 5 * x / Math.PI - 6;
    return bent * bent + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10 - 0.397887357729738;
  }

  private static double hartmann(Map<String, JsonNode> v) {
    double value = 3.322368011415512;
    for (int k = 0; k < C.length; k++) {
      double far = 0;
      for (int i = 0; i < 6; i++) {
        double off = number(v, "x" + i) - P[k][i];
        far += A[k][i] * off * off;
      }
      value -= C[k] * Math.exp(-far);
    }
    return value;
  }

  private static double conditional(Map<String, JsonNode> v) {
    double rate = Math.log10(number(v, "rate"));
    if (text(v, "model").equals("linear")) {
      return 0.2 + square(rate + 1.5) / 4 + 2 * square(number(v, "momentum") - 0.9);
    }
    double octaves = Math.log(number(v, "width") / 128) / Math.log(2);
    return square(rate + 3) / 4 + square((number(v, "depth") - 4) / 3) + square(octaves / 3) / 2;
  }

  private static double mixed(Map<String, JsonNode> v) {
    String optimizer = text(v, "optimizer");
    double best =
        Map.of("adam", -3.0, "sgd", -1.5, "rmsprop", -3.5, "lion", -4.0)
            .getOrDefault(optimizer, 0.0);
    double offset =
        Map.of("adam", 0.0, "sgd", 0.15, "rmsprop", 0.1, "lion", 0.05).getOrDefault(optimizer, 0.0);
    return offset
        + 0.3 * square(Math.log10(number(v, "rate")) - best)
        + square((number(v, "layers") - 5) / 4)
        + 4 * square(number(v, "dropout") - 0.2);
  }

  private static double square(double x) {
    return x * x;
  }

  private static double number(Map<String, JsonNode> values, String name) {
    return node(values, name).doubleValue();
  }

  private static String text(Map<String, JsonNode> values, String name) {
    return node(values, name).stringValue();
  }

  private static JsonNode node(Map<String, JsonNode> values, String name) {
    JsonNode value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is absent");
    }
    return value;
  }

  private static Domain real(double low, double high) {
    return new Uniform(low, high, 0);
  }

  private static Domain choice(String... values) {
    return new Choice(
        Stream.of(values).<JsonNode>map(JsonNodeFactory.instance::stringNode).toList());
  }

  private static Parameter parameter(String name, Domain domain) {
    return parameter(name, domain, null);
  }

  private static Parameter parameter(String name, Domain domain, @Nullable String when) {
    return new Parameter(name, domain, when == null ? null : Expression.parse(when));
  }
}

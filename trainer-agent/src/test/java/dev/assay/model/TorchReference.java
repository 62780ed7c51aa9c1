package dev.assay.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.corpus.Batch;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A case of resources/torch/reference.json; reference.py beside it made the numbers. */
@SuppressWarnings("ArrayRecordComponent")
public record TorchReference(
    Shape config,
    long[] ids,
    long[] targets,
    int sequences,
    double loss,
    double gradientNorm,
    double maxNorm,
    double lr,
    double beta1,
    double beta2,
    double weightDecay,
    Map<String, double[]> parameters,
    Map<String, double[]> gradients,
    Map<String, double[]> afterOneStep) {

  /** What the reference says of its model. */
  public record Shape(
      int layers,
      int heads,
      int width,
      int context,
      int vocabulary,
      double dropout,
      boolean biases) {

    GptConfig gpt2() {
      return GptConfig.gpt2(layers, heads, width, context, vocabulary)
          .with(draft -> draft.biases = biases);
    }
  }

  public static TorchReference read(String name) throws IOException {
    try (var in = TorchReference.class.getResourceAsStream("/torch/reference.json")) {
      JsonNode all = new JsonMapper().readTree(in);
      return new JsonMapper().treeToValue(all.get(name), TorchReference.class);
    }
  }

  /** A model with the reference's parameters. */
  public Gpt model() {
    var model = new Gpt(config.gpt2(), ComputeDevice.cpu(), new SplittableRandom(1));
    parameters.forEach((name, values) -> model.parameters().set(name, floats(values)));
    return model;
  }

  public Batch batch() {
    return new Batch(sequences, ids, targets);
  }

  void assertGradients(Gpt model) {
    assertThat(model.parameters().byName().keySet())
        .containsExactlyInAnyOrderElementsOf(gradients.keySet());
    gradients.forEach(
        (parameter, expected) ->
            assertThat(relativeError(doubles(model.parameters().gradient(parameter)), expected))
                .as(parameter)
                .isLessThan(1e-5));
  }

  public static Map<String, float[]> gradientsOf(Gpt model) {
    Map<String, float[]> gradients = new LinkedHashMap<>();
    for (String name : model.parameters().byName().keySet()) {
      gradients.put(name, model.parameters().gradient(name));
    }
    return gradients;
  }

  /** |actual − expected| / |expected|, in L2. */
  public static double relativeError(double[] actual, double[] expected) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += (actual[i] - expected[i]) * (actual[i] - expected[i]);
      size += expected[i] * expected[i];
    }
    return Math.sqrt(difference / size);
  }

  public static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  private static float[] floats(double[] values) {
    var floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}

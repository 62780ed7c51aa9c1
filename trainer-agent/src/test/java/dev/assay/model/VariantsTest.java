package dev.assay.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.assay.corpus.Batch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Each choice of a {@link GptConfig} against the same model in plain PyTorch and float64: {@code
 * resources/torch/variants.json}, made by variants.py beside it.
 */
class VariantsTest {

  private static final double ROUNDING = 1e-5;

  @SuppressWarnings("ArrayRecordComponent")
  record Variant(
      GptConfig config,
      int sequences,
      long[] ids,
      long[] targets,
      double crossEntropy,
      double balance,
      double loss,
      List<Long> dropped,
      List<List<Integer>> load,
      double[] lastLogits,
      Map<String, double[]> parameters,
      Map<String, double[]> gradients) {

    Gpt model(Execution execution) {
      var model = new Gpt(config, execution, new SplittableRandom(1));
      parameters.forEach((name, values) -> model.parameters().set(name, floats(values)));
      return model;
    }

    Batch batch() {
      return new Batch(sequences, ids, targets);
    }

    double[] gradient(String parameter) {
      return Objects.requireNonNull(gradients.get(parameter));
    }

    boolean drops() {
      return dropped.stream().anyMatch(count -> count > 0);
    }
  }

  static Stream<String> names() throws IOException {
    try (var in = VariantsTest.class.getResourceAsStream("/torch/variants.json")) {
      return new JsonMapper().readTree(in).propertyNames().stream();
    }
  }

  private static Variant read(String name) throws IOException {
    try (var in = VariantsTest.class.getResourceAsStream("/torch/variants.json")) {
      var json = new JsonMapper();
      return json.treeToValue(json.readTree(in).get(name), Variant.class);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void loss_and_every_gradient_equal_those_of_pytorch(String name) throws IOException {
    Variant variant = read(name);
    try (Gpt model = variant.model(Execution.on(ComputeDevice.cpu()))) {
      assertTrains(model, variant);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void recomputation_changes_nothing(String name) throws IOException {
    Variant variant = read(name);
    var execution = new Execution(ComputeDevice.cpu(), Execution.Precision.F32, true);
    try (Gpt model = variant.model(execution)) {
      assertTrains(model, variant);
    }
  }

  private static void assertTrains(Gpt model, Variant variant) {
    assertThat(accumulate(model, variant)).isCloseTo(variant.crossEntropy(), within(1e-5));
    assertThat(model.parameters().byName().keySet())
        .containsExactlyInAnyOrderElementsOf(variant.gradients().keySet());
    variant
        .gradients()
        .forEach(
            (parameter, expected) ->
                assertThat(error(model, parameter, expected)).as(parameter).isLessThan(ROUNDING));
  }

  private static double accumulate(Gpt model, Variant variant) {
    try (NDManager scope = model.newScope()) {
      NDArray loss = model.accumulate(variant.batch(), 1, scope, new Phases());
      if (model.config().hasExperts()) {
        assertThat(model.diagnostics().get("moe/balance_loss"))
            .isCloseTo(variant.balance(), within(1e-5));
        assertThat(model.diagnostics().get("moe/dropped_assignments"))
            .isEqualTo(variant.dropped().stream().mapToDouble(count -> count).sum());
      }
      return loss.getFloat();
    }
  }

  private static double error(Gpt model, String parameter, double[] expected) {
    double[] actual = TorchReference.doubles(model.parameters().gradient(parameter));
    return TorchReference.relativeError(actual, expected);
  }

  @ParameterizedTest
  @MethodSource("names")
  void losses_and_scores_without_training_are_the_same(String name) throws IOException {
    Variant variant = read(name);
    if (variant.drops()) {
      return; // without training nothing is dropped
    }
    try (Gpt model = variant.model(Execution.on(ComputeDevice.cpu()))) {
      assertThat(model.evaluationLoss(variant.batch()))
          .isCloseTo(variant.crossEntropy(), within(1e-5));
      List<Gpt.TokenScore> scores = model.scores(variant.batch());
      assertThat(scores).hasSize(variant.batch().targetCount());
      assertThat(scores.stream().mapToDouble(Gpt.TokenScore::lossNats).average().orElseThrow())
          .isCloseTo(variant.crossEntropy(), within(1e-5));
      assertThat(scores.stream().map(Gpt.TokenScore::above).toList())
          .isEqualTo(likelierThanTargets(model, variant.batch()));
      assertThat(scores).allMatch(score -> score.correct() == (score.above() == 0));
    }
  }

  private static List<Integer> likelierThanTargets(Gpt model, Batch batch) {
    try (NDManager scope = model.newScope()) {
      float[] logits =
          model.logits(model.ids(scope, batch.inputs(), batch.sequences())).toFloatArray();
      int v = model.config().vocabulary();
      List<Integer> likelier = new ArrayList<>();
      for (int i = 0; i < batch.tokens(); i++) {
        if (batch.targets()[i] != Batch.IGNORED) {
          float wanted = logits[i * v + (int) batch.targets()[i]];
          int above = 0;
          for (int id = 0; id < v; id++) {
            above += logits[i * v + id] > wanted ? 1 : 0;
          }
          likelier.add(above);
        }
      }
      return likelier;
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void a_cache_gives_the_scores_of_the_whole_sequence(String name) throws IOException {
    Variant variant = read(name);
    int context = variant.config().context();
    long[] first = Arrays.copyOf(variant.ids(), context);
    try (Gpt model = variant.model(Execution.on(ComputeDevice.cpu()));
        KeyValueCache cache = model.cache(1)) {
      cache.append(Arrays.copyOf(first, 3));
      cache.append(Arrays.copyOfRange(first, 3, 5));
      float[] scores = {};
      for (int t = 5; t < context; t++) {
        scores = cache.append(new long[] {first[t]});
      }
      assertThat(cache.room()).isZero();
      if (!variant.drops()) {
        assertThat(
                TorchReference.relativeError(TorchReference.doubles(scores), variant.lastLogits()))
            .isLessThan(ROUNDING);
      }
      assertThat(
              TorchReference.relativeError(
                  TorchReference.doubles(scores), TorchReference.doubles(lastLogits(model, first))))
          .isLessThan(ROUNDING);
    }
  }

  private static float[] lastLogits(Gpt model, long[] ids) {
    try (NDManager scope = model.newScope()) {
      float[] all = model.logits(model.ids(scope, ids, 1)).toFloatArray(); // (1, T, V)
      return Arrays.copyOfRange(all, all.length - model.config().vocabulary(), all.length);
    }
  }

  /** Eight bits of mantissa: 1 part in 256 for a number, and less for a mean. */
  @ParameterizedTest
  @MethodSource("names")
  void in_bfloat16_losses_and_gradients_are_near(String name) throws IOException {
    Variant variant = read(name);
    if (variant.config().hasExperts()) {
      return; // another expert may be chosen
    }
    var execution = new Execution(ComputeDevice.cpu(), Execution.Precision.BF16, false);
    try (Gpt model = variant.model(execution)) {
      double loss = accumulate(model, variant);
      assertThat(loss).isCloseTo(variant.crossEntropy(), within(0.02));
      assertThat(loss).isNotCloseTo(variant.crossEntropy(), within(1e-7));
      assertThat(error(model, "wte.weight", variant.gradient("wte.weight"))).isLessThan(0.03);
    }
  }

  static float[] floats(double[] values) {
    var floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  @Test
  void recomputation_repeats_dropout() {
    var config = GptConfig.gpt2(3, 2, 16, 8, 17).with(draft -> draft.dropout = 0.3);
    var recomputed = new Execution(ComputeDevice.cpu(), Execution.Precision.F32, true);
    long[] ids = {1, 2, 3, 4, 5, 6, 7, 8};
    try (Gpt model = new Gpt(config, recomputed, new SplittableRandom(3));
        NDManager scope = model.newScope()) {
      // with other dropout in the second forward pass, what a small step promises would not come
      Parameters parameters = model.parameters();
      double before = loss(model, ids, scope);
      double squares = 0;
      for (String name : parameters.byName().keySet()) {
        float[] values = parameters.values(name);
        float[] gradient = parameters.gradient(name);
        for (int i = 0; i < values.length; i++) {
          squares += gradient[i] * gradient[i];
          values[i] -= 0.001f * gradient[i];
        }
        parameters.set(name, values);
      }
      assertThat((before - loss(model, ids, scope)) / (0.001 * squares)).isCloseTo(1, within(0.05));
    }
  }

  private static double loss(Gpt model, long[] ids, NDManager scope) {
    JniUtils.setSeed(11);
    return model.accumulate(new Batch(1, ids, ids), 1, scope, new Phases()).getFloat();
  }
}

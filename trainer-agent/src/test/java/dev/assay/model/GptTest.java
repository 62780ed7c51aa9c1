package dev.assay.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GptTest {

  @ParameterizedTest
  @ValueSource(strings = {"withBiases", "withoutBiases"})
  void loss_and_every_gradient_equal_those_of_pytorch(String name) throws IOException {
    TorchReference reference = TorchReference.read(name);
    try (Gpt model = reference.model()) {
      assertThat(lossAndBackward(model, reference, () -> {}))
          .isCloseTo(reference.loss(), within(1e-5));
      assertThat(model.parameters().byName().keySet())
          .containsExactlyInAnyOrderElementsOf(reference.gradients().keySet());
      reference
          .gradients()
          .forEach(
              (parameter, expected) ->
                  assertThat(
                          TorchReference.relativeError(
                              TorchReference.doubles(model.parameters().gradient(parameter)),
                              expected))
                      .as(parameter)
                      .isLessThan(1e-5));
    }
  }

  @Test
  void garbage_collection_between_forward_and_backward_changes_no_bit() throws IOException {
    TorchReference reference = TorchReference.read("withBiases");
    try (Gpt left = reference.model();
        Gpt collected = reference.model()) {
      lossAndBackward(left, reference, () -> {});
      lossAndBackward(collected, reference, GptTest::collectGarbageAndReuseItsMemory);
      Map<String, float[]> expected = TorchReference.gradientsOf(left);
      TorchReference.gradientsOf(collected)
          .forEach((name, gradient) -> assertThat(gradient).as(name).isEqualTo(expected.get(name)));
    }
  }

  @Test
  void two_backward_passes_of_half_weight_add_up_to_one() throws IOException {
    TorchReference reference = TorchReference.read("withBiases");
    try (Gpt model = reference.model();
        NDManager scope = model.newScope()) {
      NDArray ids = model.ids(scope, reference.ids(), reference.sequences());
      NDArray targets = model.ids(scope, reference.targets(), reference.sequences());
      model.backward(model.loss(ids, targets), 0.5f);
      model.backward(model.loss(ids, targets), 0.5f);
      reference
          .gradients()
          .forEach(
              (parameter, expected) ->
                  assertThat(
                          TorchReference.relativeError(
                              TorchReference.doubles(model.parameters().gradient(parameter)),
                              expected))
                      .as(parameter)
                      .isLessThan(1e-5));
    }
  }

  @Test
  void untrained_loss_is_about_the_logarithm_of_the_vocabulary() {
    var config = new GptConfig(2, 4, 64, 32, 257, 0, true);
    try (Gpt model = new Gpt(config, ComputeDevice.cpu(), new SplittableRandom(3));
        NDManager scope = model.newScope()) {
      var random = new SplittableRandom(5);
      NDArray ids = model.ids(scope, random.longs(8 * 32, 0, 257).toArray(), 8);
      NDArray targets = model.ids(scope, random.longs(8 * 32, 0, 257).toArray(), 8);
      assertThat((double) model.evaluationLoss(ids, targets).getFloat())
          .isCloseTo(Math.log(257), within(0.05));
    }
  }

  @Test
  void dropout_is_for_training_only() {
    var config = new GptConfig(1, 2, 16, 8, 17, 0.5, true);
    try (Gpt model = new Gpt(config, ComputeDevice.cpu(), new SplittableRandom(3));
        NDManager scope = model.newScope()) {
      NDArray ids = model.ids(scope, new long[] {1, 2, 3, 4, 5, 6, 7, 8}, 1);
      float evaluation = model.evaluationLoss(ids, ids).getFloat();
      assertThat(model.evaluationLoss(ids, ids).getFloat()).isEqualTo(evaluation);
      assertThat(model.loss(ids, ids).getFloat()).isNotEqualTo(evaluation);
    }
  }

  @Test
  void a_position_does_not_see_those_after_it() throws IOException {
    TorchReference reference = TorchReference.read("withBiases");
    try (Gpt model = reference.model();
        NDManager scope = model.newScope()) {
      float[] one = model.logits(model.ids(scope, new long[] {1, 2, 3, 4}, 1)).toFloatArray();
      float[] other = model.logits(model.ids(scope, new long[] {1, 2, 3, 9}, 1)).toFloatArray();
      int seen = 3 * model.config().vocabulary();
      assertThat(Arrays.copyOf(other, seen)).isEqualTo(Arrays.copyOf(one, seen));
      assertThat(other).isNotEqualTo(one);
    }
  }

  @Test
  void values_of_another_size_are_refused() throws IOException {
    try (Gpt model = TorchReference.read("withBiases").model()) {
      assertThatThrownBy(() -> model.parameters().set("ln_f.weight", new float[3]))
          .hasMessage("ln_f.weight has 3 values; the model has 8, shape (8)");
    }
  }

  private static double lossAndBackward(Gpt model, TorchReference reference, Runnable between) {
    try (NDManager scope = model.newScope()) {
      NDArray ids = model.ids(scope, reference.ids(), reference.sequences());
      NDArray targets = model.ids(scope, reference.targets(), reference.sequences());
      NDArray loss = model.loss(ids, targets);
      between.run();
      model.backward(loss, 1);
      return loss.getFloat();
    }
  }

  private static void collectGarbageAndReuseItsMemory() {
    for (int round = 0; round < 3; round++) {
      System.gc();
      List<ByteBuffer> junk = new ArrayList<>();
      for (int i = 0; i < 5_000; i++) {
        junk.add(ByteBuffer.allocateDirect(4 << (i % 10)).putFloat(0, 777f));
      }
      assertThat(junk).hasSize(5_000);
    }
  }
}

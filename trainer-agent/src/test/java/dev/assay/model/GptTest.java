package dev.assay.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.assay.corpus.Batch;
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
      assertThat(accumulate(model, reference, new Phases()))
          .isCloseTo(reference.loss(), within(1e-5));
      reference.assertGradients(model);
    }
  }

  @Test
  void garbage_collection_between_forward_and_backward_changes_no_bit() throws IOException {
    TorchReference reference = TorchReference.read("withBiases");
    try (Gpt left = reference.model();
        Gpt collected = reference.model()) {
      accumulate(left, reference, new Phases());
      accumulate(
          collected,
          reference,
          new Phases() {
            @Override
            public void add(Phase phase, long spent) {
              collectGarbageAndReuseItsMemory();
            }
          });
      Map<String, float[]> expected = TorchReference.gradientsOf(left);
      TorchReference.gradientsOf(collected)
          .forEach((name, gradient) -> assertThat(gradient).as(name).isEqualTo(expected.get(name)));
    }
  }

  @Test
  void two_passes_of_half_weight_add_up_to_one() throws IOException {
    TorchReference reference = TorchReference.read("withBiases");
    try (Gpt model = reference.model();
        NDManager scope = model.newScope()) {
      model.accumulate(reference.batch(), 0.5f, scope, new Phases());
      model.accumulate(reference.batch(), 0.5f, scope, new Phases());
      reference.assertGradients(model);
    }
  }

  @Test
  void untrained_loss_is_about_the_logarithm_of_the_vocabulary() {
    var config = GptConfig.gpt2(2, 4, 64, 32, 257);
    try (Gpt model = new Gpt(config, ComputeDevice.cpu(), new SplittableRandom(3))) {
      var random = new SplittableRandom(5);
      long[] ids = random.longs(8 * 32, 0, 257).toArray();
      long[] targets = random.longs(8 * 32, 0, 257).toArray();
      assertThat(model.evaluationLoss(new Batch(8, ids, targets)))
          .isCloseTo(Math.log(257), within(0.05));
    }
  }

  @Test
  void dropout_is_for_training_only() {
    var config = GptConfig.gpt2(1, 2, 16, 8, 17).with(draft -> draft.dropout = 0.5);
    try (Gpt model = new Gpt(config, ComputeDevice.cpu(), new SplittableRandom(3));
        NDManager scope = model.newScope()) {
      long[] ids = {1, 2, 3, 4, 5, 6, 7, 8};
      var batch = new Batch(1, ids, ids);
      double evaluation = model.evaluationLoss(batch);
      assertThat(model.evaluationLoss(batch)).isEqualTo(evaluation);
      NDArray loss = model.accumulate(batch, 1, scope, new Phases());
      assertThat((double) loss.getFloat()).isNotCloseTo(evaluation, within(1e-3));
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

  private static double accumulate(Gpt model, TorchReference reference, Phases phases) {
    try (NDManager scope = model.newScope()) {
      return model.accumulate(reference.batch(), 1, scope, phases).getFloat();
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

package dev.assay.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.assay.corpus.Batch;
import dev.assay.corpus.LabelledBatch;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassifierTest {

  private static final GptConfig CONFIG = GptConfig.gpt2(2, 2, 16, 8, 17);
  private static final LabelledBatch BATCH =
      new LabelledBatch(
          2, new long[] {3, 1, 4, 1, 5, 9, 2, 6}, new int[] {3, 1}, new long[] {2, 0});

  private static Classifier classifier(GptConfig config) {
    var gpt = new Gpt(config, ComputeDevice.cpu(), new SplittableRandom(3));
    gpt.parameters()
        .byName()
        .keySet()
        .forEach(name -> gpt.parameters().set(name, louder(gpt.parameters().values(name))));
    return new Classifier(gpt, 3);
  }

  /** Untrained weights are so small that all gradients but the head's are next to nothing. */
  private static float[] louder(float[] values) {
    float[] louder = values.clone();
    IntStream.range(0, louder.length).forEach(i -> louder[i] *= 8);
    return louder;
  }

  @Test
  void gradients_promise_what_the_loss_does() {
    try (Classifier model = classifier(CONFIG)) {
      assertThat(GradientCheck.check(model, BATCH))
          .contains("wte.weight", "h.0.attn.qkv.weight", "ln_f.weight", "classifier.weight");
    }
  }

  @Test
  void only_the_last_real_token_and_those_before_it_count() {
    try (Classifier model = classifier(CONFIG)) {
      float[] some = model.probabilities(BATCH);
      long[] otherPadding = {3, 1, 4, 1, 5, 9, 16, 16};
      float[] same =
          model.probabilities(
              new LabelledBatch(2, otherPadding, new int[] {3, 1}, new long[] {2, 0}));
      assertThat(same).isEqualTo(some);
      float[] other =
          model.probabilities(
              new LabelledBatch(2, otherPadding, new int[] {3, 2}, new long[] {2, 0}));
      assertThat(other[3]).isNotEqualTo(some[3]);
      for (int b = 0; b < 2; b++) {
        assertThat(some[3 * b] + some[3 * b + 1] + some[3 * b + 2]).isCloseTo(1, within(1e-5f));
      }
    }
  }

  @Test
  void frozen_layers_stay_and_those_above_learn() {
    try (Classifier model = classifier(CONFIG)) {
      model.parameters().freeze(name -> name.startsWith("w") || name.startsWith("h.0."));
      assertThat(GradientCheck.check(model, BATCH))
          .contains("h.1.attn.qkv.weight", "classifier.weight")
          .noneMatch(name -> name.startsWith("h.0") || name.startsWith("wte"));
    }
  }

  @Test
  void with_a_frozen_body_the_head_learns() {
    try (Classifier model = classifier(CONFIG)) {
      model.parameters().freeze(name -> !name.startsWith("classifier."));
      assertThat(GradientCheck.check(model, BATCH))
          .containsExactly("classifier.bias", "classifier.weight");
    }
  }

  @Test
  void a_low_rank_update_begins_at_nothing_and_learns() {
    try (Gpt gpt = new Gpt(CONFIG, ComputeDevice.cpu(), new SplittableRandom(3))) {
      gpt.parameters()
          .byName()
          .keySet()
          .forEach(name -> gpt.parameters().set(name, louder(gpt.parameters().values(name))));
      var batch = new Batch(1, new long[] {1, 2, 3, 4}, new long[] {2, 3, 4, 5});
      double before = gpt.evaluationLoss(batch);
      int adapted = gpt.adapt(2, 4, name -> name.contains(".attn."));
      assertThatThrownBy(() -> gpt.adapt(2, 4, name -> true))
          .hasMessage("the model has low-rank updates already");
      assertThat(adapted).isEqualTo(4); // qkv and out of two blocks
      assertThat(gpt.evaluationLoss(batch)).isEqualTo(before);
      assertThat(gpt.parameters().trainable().keySet())
          .allMatch(name -> name.endsWith(".lora_a") || name.endsWith(".lora_b"))
          .hasSize(8);
      // (2·16 + 48·2) + (2·16 + 16·2), twice
      assertThat(gpt.parameters().trainableCount()).isEqualTo(2 * (32 + 96 + 32 + 32));
      // at B = 0 the gradient of A is 0 too: look where both are something
      gpt.parameters()
          .trainable()
          .forEach(
              (name, values) -> {
                if (name.endsWith("_b")) {
                  float[] some = gpt.parameters().values(name);
                  IntStream.range(0, some.length).forEach(i -> some[i] = 0.1f * (i % 3 - 1));
                  gpt.parameters().set(name, some);
                }
              });
      assertThat(GradientCheck.check(gpt, batch)).hasSize(8);
      try (KeyValueCache cache = gpt.cache(1);
          NDManager scope = gpt.newScope()) {
        float[] last = cache.append(new long[] {1, 2, 3, 4});
        float[] all = gpt.logits(gpt.ids(scope, new long[] {1, 2, 3, 4}, 1)).toFloatArray();
        assertThat(last[5]).isCloseTo(all[3 * 17 + 5], within(1e-4f));
      }
    }
  }
}

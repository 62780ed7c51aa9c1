package dev.assay.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.assay.corpus.Batch;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DataParallelTest {

  private static final GptConfig CONFIG = GptConfig.gpt2(2, 2, 16, 8, 17);

  private static Gpt gpt(long seed) {
    return new Gpt(CONFIG, ComputeDevice.cpu(), new SplittableRandom(seed));
  }

  private static Batch batch(int sequences) {
    var random = new SplittableRandom(5);
    long[] ids = random.longs(sequences * 8L, 0, 17).toArray();
    long[] targets = random.longs(sequences * 8L, 0, 17).toArray();
    targets[3] = Batch.IGNORED; // so that the parts differ in what counts
    return new Batch(sequences, ids, targets);
  }

  @Test
  void two_replicas_have_the_gradients_of_one_model() {
    Batch batch = batch(5);
    try (Gpt alone = gpt(1);
        DataParallel both = new DataParallel(List.of(() -> gpt(1), () -> gpt(2)));
        NDManager scope = alone.newScope();
        NDManager parallelScope = both.newScope()) {
      for (int round = 0; round < 2; round++) { // a second one adds to the first
        float expected = alone.accumulate(batch, 0.5f, scope, new Phases()).getFloat();
        float actual = both.accumulate(batch, 0.5f, parallelScope, new Phases()).getFloat();
        assertThat(actual).isCloseTo(expected, within(1e-5f));
        for (String name : alone.parameters().byName().keySet()) {
          assertThat(both.parameters().gradient(name))
              .as(name)
              .containsExactly(alone.parameters().gradient(name), within(1e-6f));
        }
      }
    }
  }

  @Test
  void after_a_step_all_have_the_new_parameters() {
    Batch batch = batch(4);
    try (DataParallel both = new DataParallel(List.of(() -> gpt(1), () -> gpt(1)));
        Gpt other = gpt(9);
        NDManager scope = both.newScope()) {
      for (String name : both.parameters().byName().keySet()) {
        both.parameters().set(name, other.parameters().values(name));
      }
      both.stepped();
      assertThat((double) both.accumulate(batch, 1, scope, new Phases()).getFloat())
          .isCloseTo(other.evaluationLoss(batch), within(1e-5));
    }
  }

  @Test
  void more_replicas_than_sequences_are_no_harm() {
    Batch batch = batch(1);
    try (DataParallel three = new DataParallel(List.of(() -> gpt(1), () -> gpt(1), () -> gpt(1)));
        Gpt alone = gpt(1);
        NDManager scope = three.newScope()) {
      assertThat((double) three.accumulate(batch, 1, scope, new Phases()).getFloat())
          .isCloseTo(alone.evaluationLoss(batch), within(1e-5));
    }
  }

  @Test
  void dropout_is_refused_for_replicas_share_one_generator() {
    GptConfig dropping = CONFIG.with(draft -> draft.dropout = 0.1);
    assertThatThrownBy(
            () ->
                new DataParallel(
                    List.of(
                        () -> new Gpt(dropping, ComputeDevice.cpu(), new SplittableRandom(1)),
                        () -> new Gpt(dropping, ComputeDevice.cpu(), new SplittableRandom(1)))))
        .hasMessage("dropout is 0.1; must be 0 with several replicas, which share one generator");
  }
}

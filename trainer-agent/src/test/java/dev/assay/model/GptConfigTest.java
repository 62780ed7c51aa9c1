package dev.assay.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GptConfigTest {

  private static GptConfig gpt2(int vocabulary, boolean biases) {
    return GptConfig.gpt2(12, 12, 768, 1024, vocabulary).with(draft -> draft.biases = biases);
  }

  /** OpenAI's release; nanoGPT's transformer_sizing.ipynb gives the figures without biases. */
  @Test
  void gpt2_has_its_published_number_of_parameters() {
    assertThat(gpt2(50257, true).parameterCount()).isEqualTo(124_439_808);
    assertThat(gpt2(50257, false).parameterCount()).isEqualTo(124_337_664);
  }

  /** The same notebook: forward and backward of one sequence of 1024 tokens. */
  @Test
  void gpt2_needs_its_published_number_of_operations() {
    assertThat(gpt2(50257, false).flopsPerToken() * 1024).isCloseTo(874_944_921_600.0, within(0.5));
  }

  @Test
  void a_model_has_the_number_of_parameters_its_config_says() {
    for (boolean biases : new boolean[] {true, false}) {
      boolean with = biases;
      var config = GptConfig.gpt2(3, 2, 12, 10, 31).with(draft -> draft.biases = with);
      try (var model = new Gpt(config, ComputeDevice.cpu(), new SplittableRandom(1))) {
        long count = model.parameters().byName().values().stream().mapToLong(p -> p.size()).sum();
        assertThat(count).isEqualTo(config.parameterCount());
      }
    }
  }

  @Test
  void wrong_values_are_refused_with_value_and_rule() {
    assertThatThrownBy(() -> GptConfig.gpt2(0, 4, 128, 128, 257))
        .hasMessage("layers is 0; must be 1 to 128");
    assertThatThrownBy(() -> GptConfig.gpt2(4, 3, 128, 128, 257))
        .hasMessage("heads is 3; must divide the width, 128");
    assertThatThrownBy(() -> GptConfig.gpt2(4, 4, 128, 128, 257).with(draft -> draft.dropout = 1))
        .hasMessage("dropout is 1.0; must be 0 to below 1");
    assertThatThrownBy(
            () -> GptConfig.gpt2(4, 4, 128, 128, 257).with(draft -> draft.dropout = Double.NaN))
        .hasMessage("dropout is NaN; must be 0 to below 1");
  }

  @Test
  void memory_is_predicted_from_the_shapes() {
    var execution = Execution.on(ComputeDevice.cpu());
    var estimate = MemoryEstimate.ofTraining(gpt2(50257, true), execution, 1);
    assertThat(estimate.weights()).isEqualTo(4L * 124_439_808);
    assertThat(estimate.optimizer()).isEqualTo(8L * 124_439_808);
    // 1024 tokens x 4 bytes x (12 blocks x 16·768 + 2·768), and 4 times 333 rows of logits
    assertThat(estimate.activations())
        .isEqualTo(1024L * 4 * (147_456 + 1_536) + 4L * 4 * 333 * 50257);
  }

  @Test
  void a_model_that_does_not_fit_is_refused_with_what_would() {
    var execution = Execution.on(ComputeDevice.cpu());
    GptConfig config = gpt2(50257, true);
    assertThatThrownBy(() -> MemoryEstimate.requireFits(config, execution, 8, 5_000_000_000L))
        .hasMessage(
            "the model needs about 7,141 MB to train and 5,000 MB are available; would fit: a"
                + " batch of 4 (with accumulation for the rest), or recompute with a batch of 8");
    assertThatThrownBy(() -> MemoryEstimate.requireFits(config, execution, 8, 1_000_000_000L))
        .hasMessageContaining("its weights, gradients and moments alone are 1,991 MB");
    MemoryEstimate.requireFits(config, execution, 4, 5_000_000_000L);
  }

  @Test
  void an_unknown_device_is_refused() {
    assertThatThrownBy(() -> ComputeDevice.select("tpu"))
        .hasMessage("device is tpu; must be one of auto, cpu, cuda");
    assertThat(ComputeDevice.select("cpu").kind()).isEqualTo(ComputeDevice.Kind.CPU);
  }
}

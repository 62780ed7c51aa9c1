package dev.assay.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GptConfigTest {

  private static GptConfig gpt2(int vocabulary, boolean biases) {
    return new GptConfig(12, 12, 768, 1024, vocabulary, 0, biases);
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
      var config = new GptConfig(3, 2, 12, 10, 31, 0, biases);
      try (var model = new Gpt(config, ComputeDevice.cpu(), new SplittableRandom(1))) {
        long count = model.parameters().byName().values().stream().mapToLong(p -> p.size()).sum();
        assertThat(count).isEqualTo(config.parameterCount());
      }
    }
  }

  @Test
  void wrong_values_are_refused_with_value_and_rule() {
    assertThatThrownBy(() -> new GptConfig(0, 4, 128, 128, 257, 0, true))
        .hasMessage("layers is 0; must be 1 to 128");
    assertThatThrownBy(() -> new GptConfig(4, 3, 128, 128, 257, 0, true))
        .hasMessage("heads is 3; must divide the width, 128");
    assertThatThrownBy(() -> new GptConfig(4, 4, 128, 128, 257, 1, true))
        .hasMessage("dropout is 1.0; must be 0 to below 1");
    assertThatThrownBy(() -> new GptConfig(4, 4, 128, 128, 257, Double.NaN, true))
        .hasMessage("dropout is NaN; must be 0 to below 1");
  }

  @Test
  void memory_is_predicted_from_the_shapes() {
    var estimate = MemoryEstimate.ofTraining(gpt2(50257, true), 1);
    assertThat(estimate.weights()).isEqualTo(4L * 124_439_808);
    assertThat(estimate.optimizer()).isEqualTo(8L * 124_439_808);
    // 1024 tokens x 4 bytes x (17·12·768 + 2·768 + 4·50257)
    assertThat(estimate.activations()).isEqualTo(1024L * 4 * (156_672 + 1_536 + 201_028));
  }

  @Test
  void a_model_that_does_not_fit_is_refused_with_both_numbers() {
    var estimate = new MemoryEstimate(1_000_000_000, 1_000_000_000, 2_000_000_000, 500_000_000);
    assertThatThrownBy(() -> estimate.requireAtMost(2_000_000_000))
        .hasMessage(
            "the model needs about 4,500 MB to train and 2,000 MB are available;"
                + " choose fewer layers, a smaller width, context or batch");
    estimate.requireAtMost(4_500_000_000L);
  }

  @Test
  void an_unknown_device_is_refused() {
    assertThatThrownBy(() -> ComputeDevice.select("tpu"))
        .hasMessage("device is tpu; must be one of auto, cpu, cuda");
    assertThat(ComputeDevice.select("cpu").kind()).isEqualTo(ComputeDevice.Kind.CPU);
  }
}

package dev.assay.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SamplerTest {

  private static final int DRAWS = 20_000;

  private static float[] logs(double... probabilities) {
    var logits = new float[probabilities.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) Math.log(probabilities[i]);
    }
    return logits;
  }

  private static double[] shares(Sampler sampler, float[] logits) {
    var random = new SplittableRandom(2);
    var shares = new double[logits.length];
    for (int i = 0; i < DRAWS; i++) {
      shares[sampler.draw(logits, random)] += 1.0 / DRAWS;
    }
    return shares;
  }

  @Test
  void tokens_follow_the_distribution_of_the_logits() {
    double[] shares = shares(new Sampler(1, 4, 1), logs(0.7, 0.2, 0.1));
    assertThat(shares).containsExactly(new double[] {0.7, 0.2, 0.1}, within(0.015));
  }

  @Test
  void a_low_temperature_sharpens_the_distribution() {
    // squares of 0.6 and 0.4, made to add up to 1
    double[] shares = shares(new Sampler(0.5, 2, 1), logs(0.6, 0.4));
    assertThat(shares).containsExactly(new double[] {0.36 / 0.52, 0.16 / 0.52}, within(0.015));
  }

  @Test
  void only_the_k_best_are_drawn() {
    double[] shares = shares(new Sampler(1, 2, 1), logs(0.1, 0.5, 0.15, 0.25));
    assertThat(shares).containsExactly(new double[] {0, 0.5 / 0.75, 0, 0.25 / 0.75}, within(0.015));
  }

  @Test
  void only_the_fewest_with_the_share_of_probability_are_drawn() {
    // 0.5 is too little, 0.5 + 0.3 is enough
    double[] shares = shares(new Sampler(1, 9, 0.6), logs(0.15, 0.5, 0.05, 0.3));
    assertThat(shares).containsExactly(new double[] {0, 0.625, 0, 0.375}, within(0.015));
  }

  @Test
  void the_share_is_of_the_k_best() {
    // of the two best, 0.5 has 0.5 / 0.8 = 0.625
    double[] shares = shares(new Sampler(1, 2, 0.62), logs(0.15, 0.5, 0.05, 0.3));
    assertThat(shares[1]).isEqualTo(1, within(1e-9));
  }

  @Test
  void without_temperature_or_choice_the_best_is_taken() {
    float[] logits = {1, 3, 2};
    assertThat(shares(new Sampler(0, 3, 1), logits)[1]).isEqualTo(1, within(1e-9));
    assertThat(shares(new Sampler(5, 1, 1), logits)[1]).isEqualTo(1, within(1e-9));
  }

  @Test
  void values_out_of_range_are_refused() {
    assertThatThrownBy(() -> new Sampler(-1, 1, 1))
        .hasMessage("temperature is -1.0; must be at least 0");
    assertThatThrownBy(() -> new Sampler(1, 0, 1)).hasMessage("topK is 0; must be at least 1");
    assertThatThrownBy(() -> new Sampler(1, 1, 0))
        .hasMessage("topP is 0.0; must be above 0 and at most 1");
  }
}

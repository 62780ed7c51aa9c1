package dev.assay.generation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.assay.model.ComputeDevice;
import dev.assay.model.Gpt;
import dev.assay.model.GptConfig;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GeneratorTest {

  private static final int CONTEXT = 12;
  private static final int VOCABULARY = 31;

  /** Of random weights this large, so that the best token depends on all that came before. */
  private static Gpt model() {
    var model =
        new Gpt(
            GptConfig.gpt2(2, 2, 16, CONTEXT, VOCABULARY),
            ComputeDevice.cpu(),
            new SplittableRandom(3));
    for (String name : model.parameters().byName().keySet()) {
      float[] values = model.parameters().values(name);
      for (int i = 0; i < values.length; i++) {
        values[i] *= 20;
      }
      model.parameters().set(name, values);
    }
    return model;
  }

  /** Looks at the whole window for each token. */
  private static int slowly(Gpt model, int[] ids, int from, int to) {
    long[] window = Arrays.stream(ids, from, to).asLongStream().toArray();
    try (NDManager scope = model.newScope()) {
      float[] all = model.logits(model.ids(scope, window, 1)).toFloatArray();
      float[] last = Arrays.copyOfRange(all, all.length - VOCABULARY, all.length);
      return Sampler.GREEDY.draw(last, new SplittableRandom(0));
    }
  }

  @Test
  void what_is_written_is_what_the_whole_model_would_write() {
    try (Gpt model = model();
        var generator = new Generator(model)) {
      int[] written =
          generator.generate(
              new int[] {5, 7, 9}, 9, Sampler.GREEDY, new SplittableRandom(1), id -> true);
      assertThat(written).hasSize(CONTEXT).startsWith(5, 7, 9);
      for (int t = 3; t < CONTEXT; t++) {
        assertThat(written[t]).isEqualTo(slowly(model, written, 0, t));
      }
      assertThat(Arrays.stream(written).distinct().count()).isGreaterThan(4);
    }
  }

  @Test
  void beyond_the_context_it_goes_on_from_the_newer_half() {
    try (Gpt model = model();
        var generator = new Generator(model)) {
      int[] written =
          generator.generate(
              new int[] {5, 7, 9}, 12, Sampler.GREEDY, new SplittableRandom(1), id -> true);
      assertThat(written).hasSize(15);
      // 12 positions are full when the 13th token is written after them
      assertThat(written[12]).isEqualTo(slowly(model, written, 0, 12));
      assertThat(written[13]).isEqualTo(slowly(model, written, 7, 13));
      assertThat(written[14]).isEqualTo(slowly(model, written, 7, 14));
    }
  }

  @Test
  void of_a_long_prompt_the_newest_tokens_are_seen() {
    int[] prompt = new SplittableRandom(4).ints(30, 0, VOCABULARY).toArray();
    try (Gpt model = model();
        var generator = new Generator(model)) {
      int[] written =
          generator.generate(prompt, 1, Sampler.GREEDY, new SplittableRandom(1), id -> true);
      assertThat(written[30]).isEqualTo(slowly(model, written, 18, 30));
    }
  }

  @Test
  void the_text_ends_where_it_is_told_to() {
    try (Gpt model = model();
        var generator = new Generator(model)) {
      var random = new SplittableRandom(1);
      int[] all = generator.generate(new int[] {5}, 8, Sampler.GREEDY, random, id -> true);
      int[] cut = generator.generate(new int[] {5}, 8, Sampler.GREEDY, random, id -> id != all[3]);
      assertThat(cut).hasSizeLessThanOrEqualTo(4).isEqualTo(Arrays.copyOf(all, cut.length));
      assertThat(generator.generate(new int[] {5}, 0, Sampler.GREEDY, random, id -> true))
          .containsExactly(5);
    }
  }
}

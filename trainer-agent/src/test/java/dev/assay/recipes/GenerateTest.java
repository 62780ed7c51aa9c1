package dev.assay.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.training.Wish;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerateTest {

  @TempDir Path folder;

  private Tiny tiny = new Tiny(Path.of("."));
  private String model = "";

  @BeforeEach
  void pretrained() {
    tiny = new Tiny(folder);
    Path last = tiny.pretrained().fetched("checkpoints/last", folder.resolve("last"));
    model = "{model: %s, device: 'cpu', sample: {tokens: 12}}".formatted(Tiny.quoted(last));
  }

  private List<Recorded.Sample> written(String... more) {
    var run = new Recorded();
    String[] all = new String[more.length + 1];
    all[0] = model;
    System.arraycopy(more, 0, all, 1, more.length);
    assertThat(tiny.run("generate", Tiny.params(all), run)).isEqualTo(Recipe.Ending.DONE);
    assertThat(run.done).isEqualTo(1);
    return run.samples;
  }

  @Test
  void so_many_texts_are_written_after_each_prompt() {
    List<Recorded.Sample> texts = written("{prompts: ['the cat', 'a'], count: 2}");
    assertThat(texts).extracting(Recorded.Sample::step).containsExactly(0, 1, 2, 3);
    assertThat(texts)
        .extracting(Recorded.Sample::prompt)
        .containsExactly("the cat", "the cat", "a", "a");
    assertThat(texts).allSatisfy(each -> assertThat(each.text()).startsWith(each.prompt()));
    assertThat(texts.get(0).text()).isNotEqualTo(texts.get(1).text());
  }

  @Test
  void the_same_seed_writes_the_same_and_another_one_does_not() {
    String prompts = "{prompts: ['the '], count: 2}";
    assertThat(written(prompts))
        .isEqualTo(written(prompts))
        .isNotEqualTo(written(prompts, "{seed: 8}"));
  }

  @Test
  void an_answer_is_without_the_question() {
    List<Recorded.Sample> answers =
        written("{instructions: true, prompts: ['What is a cat?', 'And a dog?']}");
    assertThat(answers)
        .extracting(Recorded.Sample::prompt)
        .containsExactly("What is a cat?", "And a dog?");
    assertThat(answers)
        .allSatisfy(each -> assertThat(each.text()).doesNotContain("cat?", "dog?", "Assistant:"));
    assertThat(answers.get(0).text().length()).isLessThanOrEqualTo(12);
  }

  @Test
  void a_prompt_longer_than_the_context_is_gone_on_from() {
    String prompt = "the cat sat on the dog and the hen";
    assertThat(written("{prompts: ['%s']}".formatted(prompt)).getFirst().text())
        .startsWith(prompt)
        .hasSizeGreaterThan(prompt.length());
  }

  @Test
  void an_empty_prompt_begins_a_text() {
    assertThat(written("{prompts: ['']}")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"STOP, STOPPED", "PAUSE, PAUSED"})
  void it_can_be_interrupted_between_texts(Wish wish, Recipe.Ending ending) {
    var run = new Recorded();
    assertThat(
            tiny.run(
                "generate",
                Tiny.params(model, "{count: 100}"),
                folder.resolve("own"),
                run,
                () -> run.samples.size() < 2 ? Wish.GO_ON : wish))
        .isEqualTo(ending);
    assertThat(run.samples).hasSize(2);
  }

  @Test
  void half_a_text_is_not_kept_even_when_it_is_the_only_one() {
    var run = new Recorded();
    var asked = new AtomicInteger();
    assertThat(
            tiny.run(
                "generate",
                Tiny.params(model, "{sample: {tokens: 100000}}"),
                folder.resolve("own"),
                run,
                () -> asked.incrementAndGet() < 3 ? Wish.GO_ON : Wish.STOP))
        .isEqualTo(Recipe.Ending.STOPPED);
    assertThat(run.samples).isEmpty();
  }
}

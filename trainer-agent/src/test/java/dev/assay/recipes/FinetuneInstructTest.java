package dev.assay.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FinetuneInstructTest {

  static final String INSTRUCT =
      """
      {model: {layers: 1, heads: 2, width: 32, context: 64},
       data: {validationFraction: 0.3},
       optimizer: {warmupSteps: 2, peakLr: 0.01, minLr: 0.001},
       training: {steps: 30, batch: 8, checkpointEvery: 15, reportEvery: 1, device: 'cpu'},
       evaluation: {every: 15, examples: 16, questions: 2, answer: {tokens: 8, temperature: 0}}}
      """;

  @TempDir Path folder;

  private Tiny tiny = new Tiny(Path.of("."));

  @BeforeEach
  void inFolder() {
    tiny = new Tiny(folder);
  }

  /** 40 questions in Alpaca's form that all have the same answer. */
  static Path alpaca(Tiny tiny) {
    var rows = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      rows.append(
          "{\"instruction\": \"Ask %d\", \"input\": \"%s\", \"output\": \"yes\"}\n"
              .formatted(i, i % 2 == 0 ? "" : "again"));
    }
    return tiny.file("alpaca.jsonl", rows.toString());
  }

  private Recorded run(String... more) {
    String[] all = new String[more.length + 2];
    all[0] = INSTRUCT;
    all[1] = "{data: {dataset: %s}}".formatted(Tiny.quoted(alpaca(tiny)));
    System.arraycopy(more, 0, all, 2, more.length);
    var run = new Recorded();
    assertThat(tiny.run("finetune-instruct", Tiny.params(all), run)).isEqualTo(Recipe.Ending.DONE);
    return run;
  }

  @Test
  void the_answers_are_learned_and_questions_answered_before_while_and_after() {
    Recorded run = run("{training: {steps: 60}, evaluation: {every: 30}}");
    assertThat(run.first("val/loss")).isCloseTo(Math.log(257), within(0.2));
    assertThat(run.last("val/loss")).isLessThan(0.5);
    assertThat(run.last("val/perplexity")).isCloseTo(Math.exp(run.last("val/loss")), within(1e-9));
    assertThat(run.samples).extracting(Recorded.Sample::step).containsExactly(0, 0, 30, 30, 60, 60);
    assertThat(run.samples).allSatisfy(each -> assertThat(each.prompt()).startsWith("Ask "));
    assertThat(run.samples.getFirst().text()).isNotEqualTo("yes");
    assertThat(run.samples.getLast().text()).isEqualTo("yes");
    assertThat(run.tags)
        .containsEntry("dataset", alpaca(tiny).toString())
        .containsEntry("dataset.cut", "0")
        .containsEntry("dataset.dropped", "0")
        .containsKeys("dataset.training_examples", "trained_parameters");
  }

  @Test
  void a_pretrained_model_learns_answers_with_adapters_and_can_be_asked() {
    Path base = base();
    Recorded run =
        run(
            """
            {base: %s, tune: {method: 'lora', rank: 4},
             training: {steps: 120}, optimizer: {peakLr: 0.03}}
            """
                .formatted(Tiny.quoted(base)));
    assertThat(run.tag("trained_parameters"))
        .isEqualTo(String.valueOf(4 * ((32 + 96) + (32 + 32))));
    assertThat(run.last("val/loss")).isLessThan(run.first("val/loss") - 0.5);
    Path tuned = run.fetched("checkpoints/last", folder.resolve("tuned"));
    var asked = new Recorded();
    tiny.run(
        "generate",
        Tiny.params(
            """
            {model: %s, instructions: true, prompts: ['%s'], sample: {tokens: 8, temperature: 0}}
            """
                .formatted(
                    Tiny.quoted(tuned), run.samples.getLast().prompt().replace("\n", "\\n"))),
        asked);
    assertThat(asked.samples.getFirst().text().strip()).isEqualTo(run.samples.getLast().text());
  }

  @ParameterizedTest
  @CsvSource({"full, lora", "lora, full", "lora, lora"})
  void what_one_tuning_ended_with_the_next_begins_with(String first, String second) {
    String steps = "{training: {steps: 15}, optimizer: {peakLr: 0.03}}";
    Path base = base();
    Recorded once = run(steps, tuned(base, first, 4));
    Path between = once.fetched("checkpoints/last", folder.resolve("between"));
    Recorded again = run(steps, tuned(between, second, 2));
    assertThat(once.last("val/loss")).isLessThan(once.first("val/loss") - 0.05);
    assertThat(again.first("val/loss")).isCloseTo(once.last("val/loss"), within(1e-4));
    assertThat(again.last("val/loss")).isLessThan(again.first("val/loss"));
    Path last = again.fetched("checkpoints/last", folder.resolve("last"));
    Recorded third = run("{training: {steps: 2}}", tuned(last, "full", 1));
    assertThat(third.first("val/loss")).isCloseTo(again.last("val/loss"), within(1e-4));
  }

  @Test
  void full_tuning_trains_all_parameters_of_what_was_tuned_with_adapters() {
    Path base = base();
    String steps = "{training: {steps: 3}}";
    Path between =
        run(steps, tuned(base, "lora", 4)).fetched("checkpoints/last", folder.resolve("between"));
    assertThat(run(steps, tuned(between, "full", 1)).tag("trained_parameters"))
        .isEqualTo(run(steps, tuned(base, "full", 1)).tag("trained_parameters"));
  }

  private Path base() {
    return tiny.pretrained("{model: {width: 32, context: 64}, training: {steps: 60}}")
        .fetched("checkpoints/last", folder.resolve("base"));
  }

  private static String tuned(Path base, String method, int rank) {
    return "{base: %s, tune: {method: '%s', rank: %d, layers: ['qkv', 'out', 'up', 'down']}}"
        .formatted(Tiny.quoted(base), method, rank);
  }

  @Test
  void without_questions_nothing_is_answered() {
    Recorded run = run("{training: {steps: 4}, evaluation: {questions: 0}}");
    assertThat(run.samples).isEmpty();
  }

  @Test
  void conversations_that_do_not_fit_the_context_are_told() {
    assertThatThrownBy(() -> run("{model: {context: 3}}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "there are 0 examples \\(and \\d+ that do not fit the context\\); at least 1 is needed");
  }

  @Test
  void a_form_that_is_not_known_is_refused_with_its_line() {
    Path file = tiny.file("other.jsonl", "{\"question\": \"a\", \"answer\": \"b\"}\n");
    assertThatThrownBy(() -> run("{data: {dataset: %s}}".formatted(Tiny.quoted(file))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other.jsonl")
        .hasMessageContaining("instruction, messages, conversations");
  }
}

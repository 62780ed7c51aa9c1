package dev.assay.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.training.Wish;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class PretrainTest {

  @TempDir Path folder;

  private Tiny tiny = new Tiny(Path.of("."));

  @BeforeEach
  void inFolder() {
    tiny = new Tiny(folder);
  }

  @Test
  void a_training_records_its_losses_its_costs_and_what_the_model_writes() {
    Recorded run = tiny.pretrained();
    assertThat(run.metrics)
        .containsOnlyKeys(
            "train/loss",
            "lr",
            "grad_norm",
            "tokens",
            "tokens_per_second",
            "step_time",
            "time/data",
            "time/forward",
            "time/backward",
            "time/optimizer",
            "time/logging",
            "flops",
            "flops_per_second",
            "mfu",
            "memory/peak_bytes",
            "val/loss",
            "val/perplexity",
            "val/bits_per_byte",
            "val/unigram_loss",
            "val/ece",
            "val/accuracy");
    assertThat(run.series("train/loss").keySet()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    assertThat(run.series("val/loss").keySet()).containsExactly(0L, 4L, 8L);
    assertThat(run.series("val/accuracy").keySet()).containsExactly(8L);
    assertThat(run.last("val/loss")).isLessThan(run.first("val/loss"));
    assertThat(run.last("val/perplexity")).isCloseTo(Math.exp(run.last("val/loss")), within(1e-9));
    assertThat(run.last("tokens")).isEqualTo(8 * 4 * 16);
    assertThat(run.last("val/accuracy")).isBetween(0.0, 1.0);
    assertThat(run.last("val/ece")).isBetween(0.0, 1.0);
    assertThat(run.last("mfu")).isPositive().isFinite();
    assertThat(run.samples).extracting(Recorded.Sample::step).containsExactly(4, 8);
    assertThat(run.samples).allSatisfy(each -> assertThat(each.text()).startsWith("the "));
    assertThat(run.starts).isEqualTo(1);
    assertThat(run.done).isEqualTo(1);
    assertThat(PretrainParams.parse(Objects.requireNonNull(run.params)).training().steps())
        .isEqualTo(8);
  }

  @Test
  void an_untrained_model_knows_as_much_as_chance_does() {
    Recorded run = tiny.pretrained();
    assertThat(run.first("val/loss")).isCloseTo(Math.log(257), within(0.1));
  }

  @Test
  void what_it_costs_is_predicted_before_and_measured_after() {
    Recorded run = tiny.pretrained();
    assertThat(run.tags)
        .containsKeys(
            "predicted.flops_per_token",
            "predicted.memory_bytes",
            "predicted.activation_bytes",
            "predicted.optimizer_bytes",
            "measured.memory_bytes",
            "measured.tokens_per_second",
            "measured.flops_per_second",
            "measured.peak_flops_per_second",
            "measured.mfu",
            "device.name",
            "corpus.training_tokens",
            "corpus.validation_tokens")
        .containsEntry("device", "cpu")
        .containsEntry("tokenizer", "bytes")
        .containsEntry("tokenizer.vocabulary", "257");
    // embeddings of 257 bytes and 16 positions, one block, the last norm: nanoGPT's formula
    int embeddings = (257 + 16) * 16;
    int block = 2 * 2 * 16 + (3 * 16 * 16 + 3 * 16) + (16 * 16 + 16);
    int mlp = (4 * 16 * 16 + 4 * 16) + (4 * 16 * 16 + 16);
    assertThat(run.tag("predicted.parameters"))
        .isEqualTo(String.valueOf(embeddings + block + mlp + 2 * 16));
  }

  @Test
  void the_newest_and_the_best_checkpoint_are_stored_with_the_run() {
    Recorded run = tiny.pretrained();
    assertThat(run.files.keySet())
        .contains(
            "checkpoints/last/model.safetensors",
            "checkpoints/last/optimizer.safetensors",
            "checkpoints/last/training.json",
            "checkpoints/last/assay.json",
            "checkpoints/last/tokenizer_config.json",
            "checkpoints/best/model.safetensors");
  }

  @Test
  void by_time_the_newest_documents_validate_and_bits_are_counted_per_byte() {
    var lines = new StringBuilder();
    for (int day = 1; day <= 25; day++) {
      // 20 old ones of 9 bytes, 5 new ones of 50; the newest first
      String text = day > 5 ? "number %02d".formatted(day) : "x".repeat(48) + "%02d".formatted(day);
      lines.append("{\"text\": \"%s\", \"time\": \"2025-01-%02d\"}\n".formatted(text, 26 - day));
    }
    Path corpus = tiny.file("days.jsonl", lines.toString());
    Recorded run =
        tiny.pretrained(Tiny.corpus(corpus), "{data: {split: 'time'}, evaluation: {windows: 99}}");
    assertThat(run.tag("corpus.training_documents")).isEqualTo("20");
    assertThat(run.tag("corpus.training_tokens")).isEqualTo(String.valueOf(20 * (9 + 1)));
    assertThat(run.tag("corpus.validation_tokens")).isEqualTo(String.valueOf(5 * (50 + 1)));
    // 15 windows of 16 are 240 targets; 4 of them end a document and stand for no byte
    double bits = run.last("val/loss") / Math.log(2) * 240 / 236;
    assertThat(run.last("val/bits_per_byte")).isCloseTo(bits, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"chars", "bpe", "gpt2"})
  void tokens_are_what_the_params_say_and_loss_per_byte_stays_comparable(String tokenizer)
      throws IOException {
    Recorded bytes = tiny.pretrained();
    Recorded run =
        tiny.pretrained("{data: {vocabulary: 280, tokenizer: '%s'}}".formatted(tokenizer));
    int vocabulary =
        switch (tokenizer) {
          // letters and digits of the sentences, space and full stop, an unknown one, the end
          case "chars" -> (int) sentencesCharacters() + 2;
          case "bpe" -> 280;
          default -> 50_257;
        };
    assertThat(run.tag("tokenizer")).isEqualTo(tokenizer);
    assertThat(run.tag("tokenizer.vocabulary")).isEqualTo(String.valueOf(vocabulary));
    assertThat(run.first("val/loss")).isCloseTo(Math.log(vocabulary), within(0.1));
    double bytesPerToken =
        Double.parseDouble(bytes.tag("corpus.training_tokens"))
            / Double.parseDouble(run.tag("corpus.training_tokens"));
    double bits = run.last("val/loss") / Math.log(2) / bytesPerToken;
    assertThat(run.last("val/bits_per_byte")).isCloseTo(bits, within(0.1 * bits));
    assertThat(run.files.keySet())
        .contains(
            tokenizer.equals("chars")
                ? "checkpoints/last/characters.json"
                : "checkpoints/last/tokenizer.json");
  }

  private long sentencesCharacters() throws IOException {
    return Files.readString(tiny.sentences()).chars().filter(c -> c != '\n').distinct().count();
  }

  @Test
  void a_tokenizer_may_come_from_a_folder() {
    Path last =
        tiny.pretrained("{data: {tokenizer: 'bpe', vocabulary: 280}}")
            .fetched("checkpoints/last", folder.resolve("other"));
    Recorded run = tiny.pretrained("{data: {tokenizer: %s}}".formatted(Tiny.quoted(last)));
    assertThat(run.tag("tokenizer.vocabulary")).isEqualTo("280");
  }

  @Test
  void each_variant_of_model_and_training_learns() {
    Recorded plain = tiny.pretrained();
    for (String variant :
        List.of(
            "{data: {packing: 'packed'}}",
            "{training: {precision: 'bf16'}}",
            "{optimizer: {kind: 'muon', peakLr: 0.003}}",
            "{optimizer: {schedule: 'wsd', decayShare: 0.5}}",
            "{model: {window: 4, kvHeads: 1, qkNorm: true, biases: false, tiedHead: false}}",
            "{model: {positions: 'rope', norm: 'rms', activation: 'swiglu', hidden: 24}}")) {
      Recorded run = tiny.pretrained(variant);
      assertThat(run.last("val/loss")).as(variant).isLessThan(run.first("val/loss") - 0.1);
      assertThat(run.series("train/loss")).as(variant).isNotEqualTo(plain.series("train/loss"));
    }
  }

  @Test
  void computing_activations_again_changes_no_loss() {
    assertThat(tiny.pretrained("{training: {recompute: true}}").last("val/loss"))
        .isCloseTo(tiny.pretrained().last("val/loss"), within(1e-5));
  }

  @Test
  void two_passes_of_half_a_batch_learn_what_one_of_all_of_it_does() {
    Recorded run = tiny.pretrained("{training: {accumulation: 2, batch: 2}}");
    assertThat(run.last("val/loss")).isCloseTo(tiny.pretrained().last("val/loss"), within(1e-4));
    assertThat(run.last("tokens")).isEqualTo(8 * 4 * 16);
  }

  @Test
  void two_replicas_learn_what_one_learns() {
    Recorded two = tiny.pretrained("{training: {replicas: 2}}");
    assertThat(two.last("val/loss")).isCloseTo(tiny.pretrained().last("val/loss"), within(1e-4));
    assertThat(two.last("tokens")).isEqualTo(8 * 4 * 16);
  }

  @Test
  void a_preset_is_the_shape_but_for_what_is_given() {
    Recorded run =
        tiny.pretrained(
            "{model: {preset: 'llama-like', layers: 2, heads: 2, kvHeads: 1, hidden: 24}}");
    JsonNode shape = Objects.requireNonNull(run.params).path("model");
    assertThat(shape.path("positions").asString()).isEqualTo("rope");
    assertThat(shape.path("activation").asString()).isEqualTo("swiglu");
    assertThat(shape.path("layers").asInt()).isEqualTo(2);
    assertThat(shape.path("width").asInt()).isEqualTo(16);
  }

  @Test
  void experts_tell_how_tokens_are_shared_between_them() {
    Recorded run = tiny.pretrained("{model: {experts: {count: 4, topK: 2}}}");
    assertThat(run.metrics.keySet()).filteredOn(name -> name.startsWith("moe/")).isNotEmpty();
    assertThat(run.last("val/loss")).isLessThan(run.first("val/loss"));
  }

  @Test
  void a_budget_of_tokens_ends_with_the_step_that_reaches_it() {
    Recorded run = tiny.pretrained("{training: {tokens: 300}}");
    assertThat(run.last("tokens")).isEqualTo(320); // 64 a step
    assertThat(run.steps()).isEqualTo(5);
    assertThat(run.done).isEqualTo(1);
  }

  @Test
  void a_warm_up_may_be_longer_than_steps_that_are_not_the_budget() {
    assertThat(tiny.pretrained("{training: {steps: 1, tokens: 300}}").steps()).isEqualTo(5);
  }

  @Test
  void a_budget_of_operations_ends_with_the_step_that_reaches_it() {
    double perToken = Double.parseDouble(tiny.pretrained().tag("predicted.flops_per_token"));
    Recorded run = tiny.pretrained("{training: {flops: %f}}".formatted(2.5 * 64 * perToken));
    assertThat(run.steps()).isEqualTo(3);
    assertThat(run.last("flops")).isCloseTo(3 * 64 * perToken, within(perToken));
  }

  @Test
  void a_budget_of_time_ends_when_it_is_spent() {
    Recorded run = tiny.pretrained("{training: {minutes: 0.003}}");
    double trained =
        run.series("step_time").values().stream().mapToDouble(seconds -> seconds).sum();
    assertThat(trained).isGreaterThan(0.18 / 2); // what is between a step's phases counts too
    assertThat(run.steps()).isGreaterThan(1);
    assertThat(run.last("lr"))
        .isLessThan(run.series("lr").values().stream().mapToDouble(lr -> lr).max().orElseThrow());
    assertThat(run.done).isEqualTo(1);
  }

  @Test
  void a_loss_that_gets_no_better_ends_the_training_early() {
    var run = new Recorded();
    Recipe.Ending ending =
        tiny.run(
            "pretrain",
            tiny.pretraining(
                """
                {training: {steps: 40, patience: 2, minDelta: 50}, evaluation: {every: 3}}
                """),
            run);
    assertThat(ending).isEqualTo(Recipe.Ending.DONE);
    // the loss after 0 steps is the best, for none is 50 nats lower: 3 and 6 are waited for
    assertThat(run.tag("early_stop")).startsWith("after step 6; best ").endsWith(" at step 0");
    assertThat(run.steps()).isEqualTo(6);
    assertThat(run.files).containsKey("checkpoints/last/model.safetensors");
    assertThat(run.metrics).containsKey("val/ece");
  }

  @Test
  void who_wishes_it_to_stop_stops_it() {
    var run = new Recorded();
    Recipe.Ending ending =
        tiny.run(
            "pretrain",
            tiny.pretraining(),
            folder.resolve("stopped"),
            run,
            () -> run.steps() < 3 ? Wish.GO_ON : Wish.STOP);
    assertThat(ending).isEqualTo(Recipe.Ending.STOPPED);
    assertThat(run.steps()).isEqualTo(3);
    assertThat(run.metrics).doesNotContainKey("val/ece");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes", "bpe"})
  void it_can_be_stopped_before_it_has_read_the_corpus(String tokenizer) {
    var run = new Recorded();
    Recipe.Ending ending =
        tiny.run(
            "pretrain",
            tiny.pretraining("{data: {tokenizer: '%s'}}".formatted(tokenizer)),
            folder.resolve("stopped"),
            run,
            () -> Wish.STOP);
    assertThat(ending).isEqualTo(Recipe.Ending.STOPPED);
    assertThat(run.steps()).isZero();
  }

  @Test
  void a_pause_before_the_training_is_one_even_when_it_is_taken_back() {
    var wishes = List.of(Wish.PAUSE, Wish.GO_ON).iterator();
    assertThat(
            tiny.run(
                "pretrain",
                tiny.pretraining(),
                folder.resolve("paused"),
                new Recorded(),
                () -> wishes.hasNext() ? wishes.next() : Wish.GO_ON))
        .isEqualTo(Recipe.Ending.PAUSED);
  }

  @Test
  void a_loss_that_is_no_number_fails_the_run_and_says_what_to_look_at() {
    assertThatThrownBy(
            () ->
                tiny.pretrained(
                    """
                    {optimizer: {peakLr: 0.99, weightDecay: 10, warmupSteps: 0, clipNorm: 1e30,
                                 kind: 'muon', muonScale: 1e30},
                     training: {steps: 30}}
                    """))
        .isInstanceOf(TrainingFailed.class)
        .hasMessageContaining("learning rate");
  }
}

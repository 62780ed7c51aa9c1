package dev.assay.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.corpus.Corpora;
import dev.assay.training.Wish;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class EvaluateTest {

  @TempDir Path folder;

  private Tiny tiny = new Tiny(Path.of("."));

  @BeforeEach
  void inFolder() {
    tiny = new Tiny(folder);
  }

  private ObjectNode params(Path model, String... more) {
    ObjectNode all =
        Tiny.params(
            "{model: %s, corpus: %s, validationFraction: 0.2, windows: 8, batch: 3, device: 'cpu'}"
                .formatted(Tiny.quoted(model), Tiny.quoted(tiny.sentences())));
    for (String each : more) {
      all.setAll(Tiny.params(each));
    }
    return all;
  }

  @Test
  void a_checkpoint_is_measured_as_it_was_in_its_training() {
    for (String tokenizer : new String[] {"bytes", "chars", "bpe"}) {
      Recorded trained =
          tiny.pretrained("{data: {vocabulary: 280, tokenizer: '%s'}}".formatted(tokenizer));
      Path last = trained.fetched("checkpoints/last", folder.resolve(tokenizer));
      var run = new Recorded();
      assertThat(tiny.run("evaluate", params(last), run)).isEqualTo(Recipe.Ending.DONE);
      for (String metric :
          new String[] {
            "val/loss", "val/perplexity", "val/bits_per_byte", "val/ece", "val/accuracy"
          }) {
        double before = trained.last(metric);
        assertThat(run.last(metric)).as(metric).isCloseTo(before, within(1e-5 * before + 1e-6));
      }
      assertThat(run.last("val/unigram_loss")).isEqualTo(trained.last("val/unigram_loss"));
      assertThat(run.tags)
          .containsEntry("model.parameters", trained.tag("predicted.parameters"))
          .containsEntry("tokenizer", tokenizer);
      assertThat(run.done).isEqualTo(1);
    }
  }

  @Test
  void the_newest_documents_are_measured_where_they_were_validated_on() {
    var lines = new StringBuilder();
    for (int day = 1; day <= 25; day++) {
      lines.append(
          "{\"text\": \"%s %d\", \"time\": \"2025-01-%02d\"}\n"
              .formatted(day > 20 ? "new new new new new" : "old", day, day));
    }
    Path corpus = tiny.file("days.jsonl", lines.toString());
    Recorded trained = tiny.pretrained(Tiny.corpus(corpus), "{data: {split: 'time'}}");
    Path last = trained.fetched("checkpoints/last", folder.resolve("last"));
    var run = new Recorded();
    tiny.run(
        "evaluate",
        params(last, "{corpus: %s, split: 'time'}".formatted(Tiny.quoted(corpus))),
        run);
    assertThat(run.last("val/loss")).isCloseTo(trained.last("val/loss"), within(1e-5));
    assertThat(run.tag("corpus.validation_tokens"))
        .isEqualTo(trained.tag("corpus.validation_tokens"));
    // "new new new new new 21" and the end of text, 23 tokens of each of the newest 5 days
    for (JsonNode row : rows(run, "evaluations/validation/next-token.jsonl")) {
      String[] id = row.path("id").asString().split("-", -1);
      int document = (Integer.parseInt(id[0]) * 16 + Integer.parseInt(id[1]) + 1) / 23;
      assertThat(row.path("document").asString()).isEqualTo(String.valueOf(document));
      assertThat(row.path("timestamp").asString())
          .isEqualTo("2025-01-%dT00:00:00Z".formatted(21 + document));
    }
    assertThat(run.evaluations)
        .extracting(PredictionFile::splitBy)
        .containsExactly(PredictionFile.SplitBy.TIME);
  }

  private List<JsonNode> rows(Recorded run, String path) {
    return run.lines(path).stream().map(Tiny.JSON::readTree).toList();
  }

  private static double mean(List<JsonNode> rows, String field) {
    return rows.stream()
        .mapToDouble(row -> Double.parseDouble(row.path(field).asString()))
        .average()
        .orElseThrow();
  }

  @Test
  void predictions_of_next_tokens_are_kept_as_a_yes_or_no() {
    Path last = tiny.pretrained().fetched("checkpoints/last", folder.resolve("last"));
    var run = new Recorded();
    tiny.run("evaluate", params(last), run);
    List<JsonNode> rows = rows(run, "evaluations/validation/next-token.jsonl");
    assertThat(rows).hasSize(8 * 16); // windows of a context
    assertThat(mean(rows, "label")).isCloseTo(run.last("val/accuracy"), within(1e-9));
    assertThat(mean(rows, "probability")).isCloseTo(run.last("val/mean_confidence"), within(1e-6));
    assertThat(rows).extracting(row -> row.path("id").asString()).doesNotHaveDuplicates();
    assertThat(rows.getLast().path("id").asString()).isEqualTo("7-15");
    assertThat(rows).extracting(row -> row.path("position").asInt()).contains(0, 15);
    assertThat(rows)
        .extracting(row -> row.path("after").asString())
        .contains("letter", "space")
        .isSubsetOf("letter", "digit", "space", "punctuation", "nothing");
    assertThat(rows).allMatch(row -> row.path("document").isString());
    assertThat(run.last("val/top5_accuracy")).isBetween(run.last("val/accuracy"), 1.0);
    assertThat(run.series("val/loss_by_position").keySet()).containsExactly(0L, 1L, 2L, 4L, 8L);
    assertThat(run.evaluations)
        .containsExactly(
            new PredictionFile(
                "evaluations/validation/next-token.jsonl",
                "next-token",
                "validation",
                PredictionFile.SplitBy.RANDOM,
                0L,
                List.of()));
  }

  @Test
  void of_many_predictions_a_sample_is_kept_that_the_seed_decides() {
    Path last = tiny.pretrained().fetched("checkpoints/last", folder.resolve("last"));
    List<List<String>> kept = new ArrayList<>();
    for (int seed : new int[] {1, 1, 2}) {
      var run = new Recorded();
      tiny.run("evaluate", params(last, "{predictions: 20, seed: %d}".formatted(seed)), run);
      kept.add(run.lines("evaluations/validation/next-token.jsonl"));
    }
    assertThat(kept.getFirst()).hasSize(20).isEqualTo(kept.get(1)).isNotEqualTo(kept.get(2));
    var none = new Recorded();
    tiny.run("evaluate", params(last, "{predictions: 0}"), none);
    assertThat(none.files).isEmpty();
    assertThat(none.evaluations).isEmpty();
  }

  private Path sums() {
    return tiny.file(
        "sums.jsonl",
        """
        {"id": "cat", "group": "long", "question": "the cat sat on the", "choices": ["dog", "XYZ", "q"], "answer": "A"}
        {"id": "dog", "prompt": "the dog ran to the", "choices": ["hen", "@@@@@@@@"], "answer": 0}
        """);
  }

  @Test
  void the_choices_of_questions_are_scored_without_a_corpus() {
    Path last = tiny.pretrained().fetched("checkpoints/last", folder.resolve("last"));
    var run = new Recorded();
    assertThat(
            tiny.run(
                "evaluate",
                params(last, "{windows: 0, choices: %s}".formatted(Tiny.quoted(sums()))),
                run))
        .isEqualTo(Recipe.Ending.DONE);
    assertThat(run.metrics.keySet()).allMatch(name -> name.startsWith("mc/"));
    assertThat(run.last("mc/questions")).isEqualTo(2);
    assertThat(run.last("mc/chance")).isCloseTo((1 / 3.0 + 1 / 2.0) / 2, within(1e-12));
    assertThat(run.tags)
        .containsEntry("choices", sums().toString())
        .containsEntry("choices.cut", "2")
        .doesNotContainKey("corpus");
    List<JsonNode> rows = rows(run, "evaluations/multiple-choice/predictions.jsonl");
    assertThat(rows).extracting(row -> row.path("id").asString()).containsExactly("cat", "dog");
    for (JsonNode row : rows) {
      double sum = 0;
      for (JsonNode probability : row.path("probabilities")) {
        sum += probability.asDouble();
      }
      assertThat(sum).isCloseTo(1, within(1e-5));
      assertThat(row.path("probabilities").propertyNames()).containsExactly("A", "B", "C");
      assertThat(row.path("label").asString()).isEqualTo("A");
    }
    assertThat(rows.getLast().path("probabilities").path("C").asDouble()).isZero();
    assertThat(rows.getLast().path("probabilities").path("A").asDouble()).isGreaterThan(0.9);
    assertThat(rows.getFirst().path("group").asString()).isEqualTo("long");
    assertThat(rows.getLast().has("group")).isFalse();
    assertThat(run.done).isEqualTo(1);
    assertThat(run.evaluations)
        .containsExactly(
            new PredictionFile(
                "evaluations/multiple-choice/predictions.jsonl",
                "multiple-choice",
                "multiple-choice",
                PredictionFile.SplitBy.GIVEN,
                0L,
                List.of("A", "B", "C")));
  }

  @Test
  void jobs_read_choices_in_folders_that_they_may_read_only() {
    Path own = folder.resolve("own");
    tiny.run("pretrain", tiny.pretraining(), own, new Recorded(), () -> Wish.GO_ON);
    Recipe recipe = new Evaluate(Corpora.Below.of(List.of(own)), folder.resolve("cache"));
    ObjectNode all = params(own, "{choices: %s}".formatted(Tiny.quoted(sums())));
    assertThatThrownBy(
            () -> recipe.run(all, folder.resolve("new"), new Recorded(), () -> Wish.GO_ON))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("choices is " + sums() + "; must be ");
  }

  @Test
  void nothing_to_measure_is_refused() {
    assertThatThrownBy(() -> tiny.run("evaluate", params(folder, "{windows: 0}"), new Recorded()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("windows is 0; must be at least 1 without choices");
  }

  @Test
  void a_runs_folder_stands_for_its_newest_checkpoint() {
    Path own = folder.resolve("own");
    var trained = new Recorded();
    tiny.run("pretrain", tiny.pretraining(), own, trained, () -> Wish.GO_ON);
    var run = new Recorded();
    tiny.run("evaluate", params(own), run);
    assertThat(run.last("val/loss")).isCloseTo(trained.last("val/loss"), within(1e-5));
  }

  @ParameterizedTest
  @CsvSource({"STOP, STOPPED", "PAUSE, PAUSED"})
  void it_can_be_interrupted(Wish wish, Recipe.Ending ending) {
    Path last = tiny.pretrained().fetched("checkpoints/last", folder.resolve("last"));
    for (boolean begun : new boolean[] {false, true}) {
      var run = new Recorded();
      assertThat(
              tiny.run(
                  "evaluate",
                  params(last),
                  folder.resolve("own"),
                  run,
                  () -> begun && run.starts == 0 ? Wish.GO_ON : wish))
          .isEqualTo(ending);
      assertThat(run.metrics).isEmpty();
    }
  }

  @Test
  void a_model_of_the_hub_is_measured_with_the_tokenizer_beside_it() throws IOException {
    Path model = gpt2Tiny();
    // 61 ids: 59 characters, an unknown one and the end
    String characters = " 0123456789.abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTU";
    Files.writeString(
        model.resolve("characters.json"),
        Tiny.JSON.writeValueAsString(
            Tiny.JSON.createObjectNode().put("characters", characters).put("unknown", "ONE_ID")));
    var run = new Recorded();
    assertThat(tiny.run("evaluate", params(model), run)).isEqualTo(Recipe.Ending.DONE);
    assertThat(run.tag("tokenizer.vocabulary")).isEqualTo("61");
    // weights were drawn wide: it is surer than a new model, and wrong
    assertThat(run.last("val/loss")).isGreaterThan(Math.log(61));
    var written = new Recorded();
    tiny.run(
        "generate",
        Tiny.params(
            "{model: %s, prompts: ['the ', 'a '], sample: {tokens: 20}}"
                .formatted(Tiny.quoted(model))),
        written);
    assertThat(written.samples).hasSize(2);
    assertThat(written.samples.getFirst().text()).startsWith("the ");
  }

  @Test
  void ids_that_the_tokenizer_does_not_have_are_not_written() throws IOException {
    Path model = gpt2Tiny();
    Files.writeString(
        model.resolve("characters.json"), "{\"characters\": \"aeht\", \"unknown\": \"ONE_ID\"}");
    var written = new Recorded();
    tiny.run(
        "generate",
        Tiny.params(
            "{model: %s, prompts: ['the'], sample: {tokens: 40, temperature: 3, topK: 61}}"
                .formatted(Tiny.quoted(model))),
        written);
    assertThat(written.samples.getFirst().text()).startsWith("the");
  }

  @Test
  void a_model_of_the_hub_can_be_finetuned() throws IOException {
    Path model = gpt2Tiny();
    Files.writeString(
        model.resolve("characters.json"), "{\"characters\": \"12az\", \"unknown\": \"ONE_ID\"}");
    for (String method : new String[] {"full", "lora"}) {
      var run = new Recorded();
      tiny.run(
          "finetune-classify",
          Tiny.params(
              FinetuneClassifyTest.CLASSIFY,
              FinetuneClassifyTest.dataset(FinetuneClassifyTest.colours(tiny)),
              "{base: %s, tune: {method: '%s'}}".formatted(Tiny.quoted(model), method)),
          run);
      assertThat(run.last("val/accuracy")).isGreaterThan(0.9);
      assertThat(run.files).containsKey("checkpoints/last/characters.json");
    }
  }

  @Test
  void a_tokenizer_with_more_ids_than_the_model_has_is_refused() throws IOException {
    Path model = gpt2Tiny();
    Files.writeString(model.resolve("tokenizer_config.json"), "{\"name\": \"bytes\"}");
    assertThatThrownBy(() -> tiny.run("evaluate", params(model), new Recorded()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the tokenizer of %s has 257 ids; must be at most the model's vocabulary, 61"
                .formatted(model));
  }

  @Test
  void a_model_without_a_tokenizer_is_refused() throws IOException {
    Path model = gpt2Tiny();
    assertThatThrownBy(() -> tiny.run("evaluate", params(model), new Recorded()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "tokenizer %s: has none of tokenizer.json, characters.json, vocab.json with merges.txt"
                .formatted(model));
  }

  @Test
  void a_model_that_is_not_there_is_refused() {
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> tiny.run("evaluate", params(missing), new Recorded()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "model is %s; must be a folder with a checkpoint, or with config.json and model.safetensors"
                .formatted(missing));
  }

  @Test
  void the_model_must_be_given() {
    for (String recipe : new String[] {"evaluate", "generate"}) {
      assertThatThrownBy(() -> tiny.run(recipe, Tiny.params("{}"), new Recorded()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "model is missing; must be a run's id, or the path of a checkpoint, a run's folder or"
                  + " a model of the Hugging Face Hub");
    }
  }

  private Path gpt2Tiny() throws IOException {
    Path model = Files.createDirectories(folder.resolve("gpt2-tiny"));
    for (String name : new String[] {"config.json", "model.safetensors"}) {
      Files.copy(Path.of("src/test/resources/torch/gpt2-tiny", name), model.resolve(name));
    }
    return model;
  }
}

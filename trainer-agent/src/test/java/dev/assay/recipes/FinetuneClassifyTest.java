package dev.assay.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.safetensors.SafeTensors;
import dev.assay.training.Wish;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class FinetuneClassifyTest {

  static final String CLASSIFY =
      """
      {model: {layers: 2, heads: 2, width: 16, context: 32},
       data: {validationFraction: 0.3},
       optimizer: {warmupSteps: 2, peakLr: 0.01, minLr: 0.001},
       training: {steps: 40, batch: 8, checkpointEvery: 20, reportEvery: 1, device: 'cpu'},
       evaluation: {every: 20, examples: 64}}
      """;

  @TempDir Path folder;

  private Tiny tiny = new Tiny(Path.of("."));

  @BeforeEach
  void inFolder() {
    tiny = new Tiny(folder);
  }

  static String dataset(Path file) {
    return "{data: {dataset: %s, textField: 'says', labelField: 'colour'}}"
        .formatted(Tiny.quoted(file));
  }

  /** 80 rows; the first letters tell the class. */
  static Path colours(Tiny tiny) {
    var rows = new StringBuilder("id,says,colour\n");
    for (int i = 0; i < 80; i++) {
      rows.append(
          "%d,\"%s, %d\",%s\n"
              .formatted(i, i % 2 == 0 ? "aaa" : "zzz", i, i % 2 == 0 ? "red" : "blue"));
    }
    return tiny.file("colours.csv", rows.toString());
  }

  private Recorded run(String... more) {
    String[] all = new String[more.length + 2];
    all[0] = CLASSIFY;
    all[1] = dataset(colours(tiny));
    System.arraycopy(more, 0, all, 2, more.length);
    var run = new Recorded();
    assertThat(tiny.run("finetune-classify", Tiny.params(all), run)).isEqualTo(Recipe.Ending.DONE);
    return run;
  }

  @Test
  void from_scratch_it_learns_classes_that_are_easily_told() {
    Recorded run = run();
    assertThat(
            Tiny.JSON
                .readTree(String.join("\n", run.lines("checkpoints/last/assay.json")))
                .path("classes"))
        .isEqualTo(Tiny.JSON.createArrayNode().add("blue").add("red"));
    assertThat(run.series("val/accuracy").keySet()).containsExactly(0L, 20L, 40L);
    assertThat(run.first("val/accuracy")).isLessThan(0.8);
    assertThat(run.last("val/accuracy")).isGreaterThan(0.95);
    assertThat(run.last("val/loss")).isLessThan(0.3);
    assertThat(run.tags)
        .containsEntry("dataset", colours(tiny).toString())
        .containsEntry("dataset.classes", "2")
        .containsEntry("dataset.majority_share", "0.5000")
        .containsEntry("dataset.cut", "0")
        .containsKeys("predicted.parameters", "measured.memory_bytes", "trained_parameters");
  }

  @Test
  void predictions_are_stored_with_probabilities_that_add_up_to_one() {
    Recorded run = run();
    List<String> lines = run.lines("evaluations/validation/predictions.jsonl");
    assertThat(lines).hasSizeBetween(10, 40);
    int right = 0;
    for (String line : lines) {
      JsonNode row = Tiny.JSON.readTree(line);
      double red = row.path("probabilities").path("red").asDouble();
      double blue = row.path("probabilities").path("blue").asDouble();
      assertThat(red + blue).isCloseTo(1, within(1e-5));
      assertThat(row.path("prediction").asString()).isEqualTo(red > blue ? "red" : "blue");
      right += row.path("prediction").equals(row.path("label")) ? 1 : 0;
    }
    assertThat((double) right / lines.size()).isCloseTo(run.last("val/accuracy"), within(1e-9));
    assertThat(run.evaluations)
        .containsExactly(
            new PredictionFile(
                "evaluations/validation/predictions.jsonl",
                "validation",
                "validation",
                PredictionFile.SplitBy.RANDOM,
                null,
                List.of("blue", "red")));
  }

  @Test
  void split_by_time_the_newest_are_predicted_with_their_times_and_groups() {
    var rows = new StringBuilder("says,colour,seen,shop\n");
    for (int i = 0; i < 80; i++) {
      rows.append(
          "%s %d,%s,2025-%02d-01T12:00:00+01:00,%s\n"
              .formatted(
                  i % 2 == 0 ? "aaa" : "zzz",
                  i,
                  i % 2 == 0 ? "red" : "blue",
                  1 + i / 8,
                  i % 3 == 0 ? "north" : "south"));
    }
    Recorded run =
        run(
            dataset(tiny.file("dated.csv", rows.toString())),
            "{data: {timeField: 'seen', groupFields: ['shop'], split: 'time'}}");
    List<JsonNode> lines =
        run.lines("evaluations/validation/predictions.jsonl").stream()
            .map(Tiny.JSON::readTree)
            .toList();
    assertThat(lines).hasSize(24); // 30 % of 10 months
    for (int i = 0; i < lines.size(); i++) {
      int example = 80 - 24 + i;
      assertThat(lines.get(i).path("id").asString()).isEqualTo(String.valueOf(example + 1));
      assertThat(lines.get(i).path("timestamp").asString())
          .isEqualTo("2025-%02d-01T11:00:00Z".formatted(1 + example / 8));
      assertThat(lines.get(i).path("shop").asString())
          .isEqualTo(example % 3 == 0 ? "north" : "south");
    }
    assertThat(run.evaluations)
        .extracting(PredictionFile::splitBy)
        .containsExactly(PredictionFile.SplitBy.TIME);
  }

  @Test
  void a_split_by_time_needs_times_and_groups_have_names_of_their_own() {
    assertThatThrownBy(() -> run("{data: {split: 'time', groupFields: ['label']}}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "data.groupFields is [label]; must not have a name that rows of predictions have"
                + " already")
        .hasMessageContaining("data.split is time; must be document without a timeField");
    assertThatThrownBy(
            () ->
                run(
                    "{data: {dataset: 'wordnet-classes', timeField: 'when', groupFields:"
                        + " ['pos']}}"))
        .hasMessageContaining("data.timeField is when; must be null: WordNet has no times")
        .hasMessageContaining("data.groupFields is [pos]; must be empty: WordNet has no groups");
  }

  @Test
  void the_classes_of_json_lines_may_be_numbers() {
    var rows = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      rows.append(
          "{\"says\": \"%s %d\", \"colour\": %d}\n".formatted("pqr".charAt(i % 3), i, i % 3));
    }
    Recorded run = run(dataset(tiny.file("numbers.jsonl", rows.toString())));
    assertThat(run.tag("dataset.classes")).isEqualTo("3");
    assertThat(
            Tiny.JSON
                .readTree(run.lines("evaluations/validation/predictions.jsonl").getFirst())
                .path("probabilities")
                .propertyNames())
        .containsExactly("0", "1", "2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{tune: {method: 'lora', rank: 4, alpha: 8, layers: ['qkv', 'up', 'down']}}",
        "{tune: {freezeLayers: 1}}",
        "{tune: {layerDecay: 0.5}}"
      })
  void a_pretrained_model_learns_classes_in_each_way_of_tuning(String tune) {
    Path base = base();
    Recorded run = run(based(base), "{training: {steps: 60}}", tune);
    assertThat(run.first("val/accuracy")).isLessThan(0.8);
    assertThat(run.last("val/accuracy")).isGreaterThan(0.9);
  }

  @Test
  void fewer_parameters_are_trained_with_adapters_or_frozen_blocks() {
    Path base = base();
    String steps = "{training: {steps: 4}}";
    long full = trained(run(based(base), steps));
    long lora = trained(run(based(base), steps, "{tune: {method: 'lora', rank: 2}}"));
    long frozen = trained(run(based(base), steps, "{tune: {freezeLayers: 1}}"));
    int width = 16;
    int head = 2 * width + 2;
    // updates of qkv (16 to 48) and out (16 to 16) of 2 blocks: rank · (in + out) each, and the
    // head
    assertThat(lora).isEqualTo(2 * 2 * ((16 + 48) + (16 + 16)) + head);
    // without one block and the embeddings of 257 bytes and 32 positions
    int block = 12 * width * width + 13 * width;
    assertThat(full - frozen).isEqualTo(block + (257 + 32) * width);
  }

  @Test
  void what_is_far_below_the_head_learns_more_slowly_with_layer_decay() {
    Path base = base();
    String steps = "{training: {steps: 10}}";
    float[] before = embedding(base);
    float[] alike = embedding(run(based(base), steps), "alike");
    float[] decayed = embedding(run(based(base), steps, "{tune: {layerDecay: 0.1}}"), "decayed");
    // the embeddings are below 2 blocks: 0.1² of the learning rate
    assertThat(farthest(before, alike)).isGreaterThan(0.01);
    assertThat(farthest(before, decayed)).isBetween(1e-6, 0.1 * farthest(before, alike));
  }

  private float[] embedding(Recorded run, String name) {
    return embedding(run.fetched("checkpoints/last", folder.resolve(name)));
  }

  private static float[] embedding(Path checkpoint) {
    try (SafeTensors tensors = SafeTensors.open(checkpoint.resolve("model.safetensors"))) {
      return tensors.floats("wte.weight");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double farthest(float[] a, float[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> Math.abs(a[i] - b[i])).max().orElse(0);
  }

  private static long trained(Recorded run) {
    return Long.parseLong(run.tag("trained_parameters"));
  }

  @Test
  void the_base_may_be_another_run_of_this_machine_or_of_the_server() throws Exception {
    Recorded pretrained = pretrained();
    String id = "0f8fad5b-d9cb-469f-a165-70867728950e";
    var run = new Recorded();
    run.others.put(id, pretrained);
    var params =
        Tiny.params(
            CLASSIFY, dataset(colours(tiny)), "{base: '%s', training: {steps: 4}}".formatted(id));
    assertThat(tiny.run("finetune-classify", params, run)).isEqualTo(Recipe.Ending.DONE);
    pretrained.fetched("checkpoints/last", folder.resolve(id).resolve("checkpoints/step-00000008"));
    var beside = new Recorded();
    tiny.run("finetune-classify", params, folder.resolve("beside"), beside, () -> Wish.GO_ON);
    assertThat(beside.series("val/loss")).isEqualTo(run.series("val/loss"));
  }

  @Test
  void of_a_base_that_went_on_elsewhere_the_newest_is_taken() throws Exception {
    Recorded pretrained = pretrained();
    String id = "0f8fad5b-d9cb-469f-a165-70867728950e";
    pretrained.fetched("checkpoints/last", folder.resolve(id).resolve("checkpoints/step-00000008"));
    Recorded newer = tiny.pretrained("{training: {steps: 12}}");
    var params =
        Tiny.params(
            CLASSIFY, dataset(colours(tiny)), "{base: '%s', training: {steps: 4}}".formatted(id));
    var run = new Recorded();
    run.others.put(id, newer);
    Path own = folder.resolve("own");
    tiny.run("finetune-classify", params, own, run, () -> Wish.GO_ON);
    assertThat(Files.readAllBytes(own.resolve("base-" + id).resolve("model.safetensors")))
        .isEqualTo(newer.files.get("checkpoints/last/model.safetensors"));
  }

  @Test
  void a_model_that_cannot_be_held_is_refused_before_it_is_made() {
    assertThatThrownBy(() -> run("{model: {layers: 128, width: 16384, heads: 16}}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("to be loaded");
  }

  @Test
  void a_run_without_a_checkpoint_is_no_base() {
    assertThatThrownBy(() -> run("{base: '0f8fad5b-d9cb-469f-a165-70867728950e'}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("base is 0f8fad5b-d9cb-469f-a165-70867728950e; that run has no checkpoint");
  }

  @Test
  void more_frozen_blocks_than_there_are_is_refused() {
    assertThatThrownBy(() -> run("{tune: {freezeLayers: 3}}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tune.freezeLayers is 3; must be at most the model's layers, 2");
    assertThatThrownBy(() -> run("{tune: {freezeLayers: 1, method: 'lora'}}"))
        .hasMessage("tune.freezeLayers is 1; must be 0 with lora, which freezes all blocks");
  }

  @Test
  void a_warm_up_longer_than_the_training_is_refused_before_anything_is_read() {
    var run = new Recorded();
    assertThatThrownBy(
            () ->
                tiny.run(
                    "finetune-classify",
                    Tiny.params("{training: {steps: 20}, data: {dataset: 'missing.csv'}}"),
                    run))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("optimizer.warmupSteps is 50; must be at most training.steps, 20");
    assertThat(run.starts).isZero();
  }

  @Test
  void several_devices_are_refused_where_one_is_used() {
    for (String recipe : new String[] {"finetune-classify", "finetune-instruct", "joint-fusion"}) {
      assertThatThrownBy(
              () -> tiny.run(recipe, Tiny.params("{training: {replicas: 2}}"), new Recorded()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "training.replicas is 2; must be 0 or 1: only pretraining shares batches between"
                  + " devices");
    }
  }

  @Test
  void a_column_that_is_not_there_is_named() {
    assertThatThrownBy(() -> run("{data: {labelField: 'class'}}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("class")
        .hasMessageContaining("colours.csv");
  }

  @Test
  void one_class_alone_is_refused() {
    Path file = tiny.file("one.csv", "says,colour\na,red\nb,red\n");
    assertThatThrownBy(() -> run(dataset(file)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + " has only the class red in field colour; at least 2 are needed");
  }

  private Recorded pretrained() {
    return tiny.pretrained("{model: {layers: 2, context: 32}}");
  }

  private Path base() {
    return pretrained().fetched("checkpoints/last", folder.resolve("base"));
  }

  private static String based(Path base) {
    return "{base: %s}".formatted(Tiny.quoted(base));
  }
}

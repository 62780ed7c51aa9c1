package dev.assay.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.corpus.Transactions;
import dev.assay.safetensors.SafeTensors;
import dev.assay.training.Wish;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class JointFusionTest {

  private static final String FUSION =
      """
      {model: {layers: 1, heads: 2, width: 16, context: 32},
       data: {users: 200, validationFraction: 0.3},
       optimizer: {warmupSteps: 1},
       training: {steps: 4, batch: 8, checkpointEvery: 2, reportEvery: 1, device: 'cpu'},
       evaluation: {every: 2, users: 40, resamples: 100}}
      """;

  private static final String INTERVAL = "-?\\d\\.\\d{4} \\[-?\\d\\.\\d{4}, -?\\d\\.\\d{4}]";

  @TempDir Path folder;

  private Tiny tiny = new Tiny(Path.of("."));

  @BeforeEach
  void inFolder() {
    tiny = new Tiny(folder);
  }

  @Test
  void each_model_is_trained_and_all_are_compared_on_the_same_users() {
    var run = new Recorded();
    assertThat(tiny.run("joint-fusion", Tiny.params(FUSION), run)).isEqualTo(Recipe.Ending.DONE);
    for (String model : new String[] {"tabular", "sequence", "late", "joint"}) {
      assertThat(run.series(model + "/val/auroc").keySet()).containsExactly(0L, 2L, 4L);
      assertThat(run.series(model + "/train/loss")).hasSize(4);
      assertThat(run.tag(model + ".auroc")).matches(INTERVAL);
      assertThat(run.tags).containsKey(model + ".measured.memory_bytes");
      assertThat(run.files).containsKey(model + "/checkpoints/last/model.safetensors");
      assertThat(run.lines(model + "/evaluations/validation/predictions.jsonl")).hasSize(40);
      if (!model.equals("joint")) {
        assertThat(run.tag("joint.auroc_above_" + model)).matches(INTERVAL);
      }
    }
    assertThat(run.tags)
        .containsEntry("dataset.users", "200")
        .doesNotContainKey("joint.auroc_above_joint");
    assertThat(Double.parseDouble(run.tag("dataset.bayes_auroc"))).isBetween(0.5, 1.0);
    assertThat(run.done).isEqualTo(1);
    assertThat(run.starts).isEqualTo(1);
    assertThat(run.evaluations)
        .extracting(PredictionFile::name)
        .containsExactly("tabular", "sequence", "late", "joint");
    assertThat(run.evaluations.getLast())
        .isEqualTo(
            new PredictionFile(
                "joint/evaluations/validation/predictions.jsonl",
                "joint",
                "validation",
                PredictionFile.SplitBy.RANDOM,
                null,
                List.of("0", "1")));
  }

  @Test
  void predictions_tell_the_user_the_time_of_the_last_transaction_and_numbers_of_few_values() {
    var run = new Recorded();
    tiny.run("joint-fusion", Tiny.params(FUSION, "{models: ['tabular']}"), run);
    Map<String, Transactions.User> users =
        Transactions.generate(200, 7).users().stream()
            .collect(Collectors.toMap(Transactions.User::id, user -> user));
    for (String line : run.lines("tabular/evaluations/validation/predictions.jsonl")) {
      JsonNode row = Tiny.JSON.readTree(line);
      Transactions.User user = Objects.requireNonNull(users.get(row.path("id").asString()));
      assertThat(row.path("label").asInt()).isEqualTo(user.label());
      assertThat(row.path("timestamp").asString())
          .isEqualTo(user.transactions().getLast().at().toInstant(ZoneOffset.UTC).toString());
      assertThat(row.path("products").asString())
          .isEqualTo(String.valueOf((int) user.features()[4]));
      assertThat(row.propertyNames())
          .containsExactly("id", "label", "prediction", "probabilities", "timestamp", "products");
    }
  }

  @Test
  void a_pause_in_the_second_model_goes_on_there_and_ends_alike() {
    ObjectNode params = Tiny.params(FUSION, "{models: ['sequence', 'late']}");
    var whole = new Recorded();
    tiny.run("joint-fusion", params, whole);
    var run = new Recorded();
    Path own = folder.resolve("own");
    Recipe.Ending ending =
        tiny.run(
            "joint-fusion",
            params,
            own,
            run,
            () ->
                run.metrics.containsKey("late/train/loss")
                        && run.series("late/train/loss").lastKey() >= 3
                    ? Wish.PAUSE
                    : Wish.GO_ON);
    assertThat(ending).isEqualTo(Recipe.Ending.PAUSED);
    assertThat(tiny.run("joint-fusion", params, own, run, () -> Wish.GO_ON))
        .isEqualTo(Recipe.Ending.DONE);
    assertThat(run.series("late/val/loss")).isEqualTo(whole.series("late/val/loss"));
    assertThat(run.tag("late.auroc")).isEqualTo(whole.tag("late.auroc"));
  }

  @Test
  void late_fusion_leaves_the_transformer_as_it_learned_from_transactions_alone() throws Exception {
    var run = new Recorded();
    tiny.run("joint-fusion", Tiny.params(FUSION), run);
    float[] sequence = embedding(run, "sequence");
    assertThat(embedding(run, "late")).isEqualTo(sequence);
    assertThat(embedding(run, "joint")).isNotEqualTo(sequence);
  }

  private float[] embedding(Recorded run, String model) throws IOException {
    Path last = run.fetched(model + "/checkpoints/last", folder.resolve("fetched-" + model));
    try (SafeTensors tensors = SafeTensors.open(last.resolve("model.safetensors"))) {
      return tensors.floats("wte.weight");
    }
  }

  @Test
  void own_users_come_from_json_lines_and_nothing_is_said_of_the_best_that_could_be() {
    var rows = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      rows.append(
              """
              {"user": %d, "label": %d, "features": {"age": %d}, "transactions": [
              {"time": "2025-03-01T12:30:00", "amount": %d, "description": "%s"}]}
              """
                  .replace("\n", "")
                  .formatted(i, i % 2, 20 + i % 50, i, i % 2 == 0 ? "rent" : "coffee"))
          .append('\n');
    }
    var run = new Recorded();
    String data =
        "{models: ['tabular', 'joint'], data: {dataset: %s}, evaluation: {users: 20}}"
            .formatted(Tiny.quoted(tiny.file("users.jsonl", rows.toString())));
    assertThat(tiny.run("joint-fusion", Tiny.params(FUSION, data), run))
        .isEqualTo(Recipe.Ending.DONE);
    assertThat(run.tags)
        .containsEntry("dataset.users", "100")
        .containsKeys("joint.auroc", "tabular.auroc", "joint.auroc_above_tabular")
        .doesNotContainKeys("dataset.bayes_auroc", "late.auroc");
  }

  @Test
  void late_fusion_needs_the_sequence_model_before_it() {
    for (String models : new String[] {"['late']", "['late', 'sequence']"}) {
      var run = new Recorded();
      assertThatThrownBy(
              () ->
                  tiny.run(
                      "joint-fusion", Tiny.params(FUSION, "{models: %s}".formatted(models)), run))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageMatching(
              "models is \\[late.*]; must have sequence before late, which builds on its"
                  + " transformer");
      assertThat(run.starts).isZero();
    }
  }
}

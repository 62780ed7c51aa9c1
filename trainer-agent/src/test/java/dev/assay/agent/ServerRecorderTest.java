package dev.assay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.recipes.PredictionFile;
import dev.assay.tracking.FakeServer;
import dev.assay.tracking.RunFiles;
import dev.assay.tracking.RunId;
import dev.assay.tracking.RunLog;
import dev.assay.tracking.Spools;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class ServerRecorderTest {

  private static final JsonMapper JSON = new JsonMapper();

  private static final PredictionFile PREDICTIONS =
      new PredictionFile(
          "evaluations/validation/predictions.jsonl",
          "validation",
          "validation",
          PredictionFile.SplitBy.TIME,
          7L,
          List.of("no", "yes"));

  @TempDir Path folder;

  private final FakeServer server = new FakeServer(30);
  private final RunId run = new RunId(UUID.randomUUID());

  @SuppressWarnings("NullAway.Init")
  private RunLog log;

  @SuppressWarnings("NullAway.Init")
  private ServerRecorder recorder;

  @BeforeEach
  void open() {
    var client = server.client();
    Clock clock = Clock.systemUTC();
    log = new RunLog(client, run, clock, new Spools(folder, 1 << 20, clock));
    recorder =
        new ServerRecorder(client, run, log, new RunFiles(() -> client, run), done -> {}, Map.of());
  }

  @AfterEach
  void close() {
    log.close();
    server.close();
  }

  private JsonNode tags() throws InterruptedException {
    log.flush(Duration.ofSeconds(20));
    JsonNode all = JSON.createObjectNode();
    for (JsonNode tags : server.accepted("/tags")) {
      all = tags;
    }
    return all;
  }

  @Test
  void what_the_predictions_are_is_told_once_they_are_uploaded() throws InterruptedException {
    recorder.evaluation(PREDICTIONS);
    assertThat(server.accepted("/runs/" + run + "/evaluations"))
        .containsExactly(
            JSON.readTree(
                """
                {"artifact": "evaluations/validation/predictions.jsonl", "name": "validation",
                 "split": "validation", "splitBy": "time", "step": 7, "classes": ["no", "yes"]}
                """));
    assertThat(tags()).isEmpty();
  }

  @Test
  void a_server_in_trouble_is_asked_again() throws InterruptedException {
    server.failEvaluations(3);
    recorder.evaluation(PREDICTIONS);
    assertThat(server.accepted("/evaluations")).hasSize(1);
  }

  @Test
  void a_refusal_is_a_tag_and_no_failure() throws InterruptedException {
    server.refuseEvaluations(400);
    recorder.evaluation(PREDICTIONS);
    assertThat(tags().path("evaluation.validation.refused").asString())
        .isEqualTo("line 3: probability is 1.5; must be 0 to 1");
  }

  @Test
  void a_server_that_does_not_evaluate_is_left_alone() throws InterruptedException {
    server.refuseEvaluations(404);
    recorder.evaluation(PREDICTIONS);
    assertThat(tags()).isEmpty();
  }
}

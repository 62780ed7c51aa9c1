package dev.assay.mlflow;

import static dev.assay.mlflow.MlflowErrorsTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServerTest
class MlflowMetricsTest {
  private static final String INVALID = "INVALID_PARAMETER_VALUE";

  @Autowired TestApi api;
  private MlflowTestServer mlflow;

  @BeforeEach
  void server() {
    mlflow = new MlflowTestServer(api);
  }

  private void log(String run, String key, String value, long time, long step) {
    mlflow.post(
        "runs/log-metric",
        "{'run_id':'%s','key':'%s','value':%s,'timestamp':'%d','step':'%d'}"
            .formatted(run, key, value, time, step));
  }

  private List<String> history(String run, String key) {
    return points(mlflow.get("metrics/get-history", "run_id", run, "metric_key", key));
  }

  private static List<String> points(JsonNode answer) {
    List<String> points = new ArrayList<>();
    for (JsonNode p : answer.get("metrics")) {
      points.add(p.get("step") + ":" + p.get("value").asString() + "@" + p.get("timestamp"));
    }
    return points;
  }

  private JsonNode latest(String run, String key) {
    for (JsonNode metric : mlflow.run(run).at("/data/metrics")) {
      if (metric.get("key").asString().equals(key)) {
        return metric;
      }
    }
    throw new AssertionError("no " + key);
  }

  @Test
  void points_with_steps_are_read_as_they_were_logged() {
    String run = mlflow.newRun();
    for (int step = 0; step < 5; step++) {
      log(run, "loss", step + ".5", 100 + step, step);
    }
    log(run, "loss", "9", 200, 3);

    assertThat(history(run, "loss"))
        .as("at a step the last write counts")
        .containsExactly("0:0.5@100", "1:1.5@101", "2:2.5@102", "3:9.0@200", "4:4.5@104");
    assertThat(latest(run, "loss").get("step").asInt()).isEqualTo(4);
    log(run, "loss", "7", 300, 0);
    assertThat(history(run, "loss")).hasSize(5).startsWith("0:7.0@300");
  }

  @Test
  void points_without_steps_are_all_kept() {
    String run = mlflow.newRun();
    log(run, "acc", "0.1", 100, 0);
    log(run, "acc", "0.1", 100, 0); // sent again
    assertThat(history(run, "acc")).containsExactly("0:0.1@100");
    log(run, "acc", "0.2", 101, 0);
    log(run, "acc", "0.3", 101, 0);
    log(run, "acc", "0.3", 101, 0);
    log(run, "acc", "0.25", 99, 0);

    assertThat(history(run, "acc"))
        .containsExactly("0:0.1@100", "0:0.2@101", "0:0.3@101", "0:0.25@99");
    assertThat(latest(run, "acc").get("step").asInt()).isZero();
    assertThat(latest(run, "acc").get("value").asDouble()).isEqualTo(0.25);
  }

  @Test
  void a_batch_of_points_without_steps_is_kept() {
    String run = mlflow.newRun();
    mlflow.post(
        "runs/log-batch",
        "{'run_id':'"
            + run
            + "','metrics':[{'key':'a','value':1,'timestamp':1},{'key':'a','value':2,'timestamp':2},"
            + "{'key':'b','value':7,'timestamp':2},{'key':'a','value':3,'timestamp':3},{'key':'a','value':3,'timestamp':3}]}");

    assertThat(history(run, "a")).containsExactly("0:1.0@1", "0:2.0@2", "0:3.0@3");
    assertThat(history(run, "b")).containsExactly("0:7.0@2");
  }

  @Test
  void steps_that_come_after_points_without_are_kept_too() {
    String run = mlflow.newRun();
    for (int i = 0; i < 4; i++) {
      log(run, "m", "1." + i, 100 + i, 0);
    }
    log(run, "m", "5", 200, 5);
    log(run, "m", "6", 201, 6);
    log(run, "m", "5.5", 202, 5);

    assertThat(history(run, "m"))
        .containsExactly(
            "0:1.0@100", "0:1.1@101", "0:1.2@102", "0:1.3@103", "5:5.5@202", "6:6.0@201");
    assertThat(latest(run, "m").get("step").asInt()).isEqualTo(6);
    assertThat(
            points(
                mlflow.get(
                    "metrics/get-history-bulk-interval",
                    "run_ids",
                    run,
                    "metric_key",
                    "m",
                    "start_step",
                    "1",
                    "end_step",
                    "5")))
        .containsExactly("5:5.5@202");
  }

  @Test
  void a_metric_that_had_steps_before_is_not_taken_for_one_without() {
    String run = mlflow.newRun();
    for (int step = 1; step < 4; step++) {
      log(run, "m", "1." + step, 100 + step, step);
    }
    log(run, "m", "2", 200, 0);
    log(run, "m", "3", 201, 0);

    assertThat(history(run, "m"))
        .containsExactly("0:3.0@201", "1:1.1@101", "2:1.2@102", "3:1.3@103");
  }

  @Test
  void clients_that_log_without_steps_at_once_lose_nothing() throws Exception {
    String run = mlflow.newRun();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int client = 0; client < 8; client++) {
        int c = client;
        clients.submit(
            () -> {
              for (int i = 0; i < 10; i++) {
                log(run, "m", c + "." + i, 1000 + 10 * c + i, 0);
              }
            });
      }
    }
    Set<String> distinct = new HashSet<>(history(run, "m"));
    assertThat(distinct).hasSize(80);
  }

  @Test
  void values_that_are_no_numbers_are_read_as_mlflow_writes_them() {
    String run = mlflow.newRun();
    log(run, "m", "NaN", 1, 1);
    log(run, "m", "'NaN'", 1, 2);
    log(run, "m", "'Infinity'", 1, 3);
    log(run, "m", "-Infinity", 1, 4);
    log(run, "m", "'1e3'", 1, 5);

    assertThat(history(run, "m"))
        .containsExactly(
            "1:NaN@1",
            "2:NaN@1",
            "3:1.7976931348623157E308@1",
            "4:-1.7976931348623157E308@1",
            "5:1000.0@1");
    assertThat(mlflow.ask("metrics/get-history", "run_id", run, "metric_key", "m").body())
        .contains("\"value\":\"NaN\"");
  }

  @Test
  void a_history_is_read_in_pages() {
    String run = mlflow.newRun();
    for (int step = 0; step < 7; step++) {
      log(run, "m", "1", step, step);
    }
    List<String> all = new ArrayList<>();
    String token = "";
    int pages = 0;
    do {
      JsonNode page =
          mlflow.get(
              "metrics/get-history",
              "run_id",
              run,
              "metric_key",
              "m",
              "max_results",
              "3",
              "page_token",
              token);
      all.addAll(points(page));
      token = page.path("next_page_token").asString("");
      pages++;
    } while (!token.isEmpty());

    assertThat(pages).isEqualTo(3);
    assertThat(all).hasSize(7).isEqualTo(history(run, "m"));
    assertThat(history(run, "none")).isEmpty();
    assertRefused(
        mlflow.ask("metrics/get-history", "run_id", run, "metric_key", "m", "max_results", "0"),
        400,
        INVALID,
        "Invalid value 0 for parameter 'max_results' supplied. It must be a positive integer.");
    assertRefused(
        mlflow.ask("metrics/get-history", "run_id", run, "metric_key", "m", "page_token", "?"),
        400,
        INVALID,
        "Invalid page token, could not base64-decode");
    assertRefused(
        mlflow.ask("metrics/get-history", "run_id", run),
        400,
        INVALID,
        "Missing value for required parameter 'metric_key'.");
  }

  @Test
  void histories_of_several_runs_come_together() {
    String a = mlflow.newRun();
    String b = mlflow.newRun();
    for (int step = 0; step < 10; step++) {
      log(a, "m", "1", step, step);
      log(b, "m", "2", step, step);
    }
    String query = "run_id=" + a + "&run_id=" + b + "&metric_key=m&max_results=15";
    JsonNode bulk =
        api.get("/ajax-api/2.0/mlflow/metrics/get-history-bulk?" + query).json().get("metrics");
    assertThat(bulk).hasSize(15);
    assertThat(bulk.get(0).get("run_id").asString()).isEqualTo(a);
    assertThat(bulk.get(14).get("run_id").asString()).isEqualTo(b);

    JsonNode sampled =
        api.get(
                "/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval?run_ids="
                    + a
                    + "&run_ids="
                    + b
                    + "&metric_key=m&max_results=4")
            .json();
    List<Integer> steps = new ArrayList<>();
    sampled.get("metrics").forEach(p -> steps.add(p.get("step").asInt()));
    // what MLflow 3.17 answers for ten points
    assertThat(steps).containsExactly(0, 3, 6, 9, 0, 3, 6, 9);
  }

  @Test
  void an_interval_has_rules() {
    String run = mlflow.newRun();
    String path = "metrics/get-history-bulk-interval";
    assertRefused(
        mlflow.ask(path, "metric_key", "m"),
        400,
        INVALID,
        "Missing value for required parameter 'run_ids'.");
    assertRefused(
        mlflow.ask(path, "run_ids", run, "metric_key", "m", "start_step", "1"),
        400,
        INVALID,
        "If either start step or end step are specified, both must be specified.");
    assertRefused(
        mlflow.ask(path, "run_ids", run, "metric_key", "m", "start_step", "2", "end_step", "1"),
        400,
        INVALID,
        "end_step must be greater than start_step. Found start_step=2 and end_step=1.");
    assertRefused(
        mlflow.ask(path, "run_ids", run, "metric_key", "m", "max_results", "2501"),
        400,
        INVALID,
        "max_results must be between 1 and 2500.");
    assertRefused(
        api.get("/api/2.0/mlflow/" + path + "?metric_key=m" + ("&run_ids=" + run).repeat(101)),
        400,
        INVALID,
        "must specify at most 100 run_ids. Received 101 run_ids.");
  }

  @Test
  void a_fork_keeps_all_points_without_steps() {
    String run = mlflow.newRun();
    log(run, "acc", "0.1", 100, 0);
    log(run, "acc", "0.2", 101, 0);
    log(run, "loss", "5", 100, 0);
    log(run, "loss", "4", 101, 1);

    String fork =
        api.post("/api/v1/runs/" + dashed(run) + "/fork", "{\"step\":1}")
            .json()
            .get("id")
            .asString();
    log(fork, "acc", "0.3", 102, 0);
    log(fork, "loss", "3", 102, 2);

    assertThat(history(fork, "acc")).containsExactly("0:0.1@100", "0:0.2@101", "0:0.3@102");
    assertThat(history(fork, "loss")).containsExactly("0:5.0@100", "1:4.0@101", "2:3.0@102");
    assertThat(history(run, "acc")).containsExactly("0:0.1@100", "0:0.2@101");
  }

  private static String dashed(String run) {
    return Ids.run(run).toString();
  }
}

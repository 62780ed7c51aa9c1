package dev.assay.series;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Which metrics runs have, asked as the panels of the web page do. */
@ServerTest
class MetricUseApiTest {
  @Autowired TestApi api;
  @Autowired Compactor compactor;

  private String newRun() {
    return api.post("/api/v1/runs", "{\"experiment\":\"names\"}").json().get("id").asString();
  }

  /** A point at each of three steps. */
  private void log(String run, String... metrics) {
    String body =
        IntStream.range(0, metrics.length)
            .mapToObj(
                i ->
                    "{\"name\":\"%s\",\"steps\":[1,2,3],\"values\":[%d,1,\"NaN\"]}"
                        .formatted(metrics[i], i))
            .collect(joining(","));
    Answer answer = api.post("/api/v1/runs/" + run + "/metrics", "{\"metrics\":[" + body + "]}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  private static String path(String... runs) {
    return "/api/v1/series/names?runs=" + String.join(",", runs);
  }

  private JsonNode read(String... runs) {
    Answer answer = api.get(path(runs));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  private Map<String, Integer> names(String... runs) {
    JsonNode answer = read(runs);
    Map<String, Integer> names = new TreeMap<>();
    for (int i = 0; i < answer.get("names").size(); i++) {
      names.put(answer.get("names").get(i).asString(), answer.get("runs").get(i).asInt());
    }
    return names;
  }

  @Test
  void a_metric_counts_once_for_each_run_be_it_in_chunks_or_in_the_tail_or_in_both()
      throws InterruptedException {
    String stored = newRun();
    String fresh = newRun();
    String both = newRun();
    log(stored, "loss", "lr");
    log(both, "loss");
    compactor.settle();
    log(fresh, "loss", "val/loss");
    log(both, "loss", "lr");

    assertThat(names(stored, fresh, both))
        .containsExactly(Map.entry("loss", 3), Map.entry("lr", 2), Map.entry("val/loss", 1));
    assertThat(names(both)).containsExactly(Map.entry("loss", 1), Map.entry("lr", 1));
    assertThat(names(both, both)).isEqualTo(names(both));
  }

  @Test
  void names_come_in_order_and_runs_without_points_add_nothing() {
    String run = newRun();
    log(run, "b", "a/2", "a/10");

    assertThat(read(run, newRun()).get("names").toString()).isEqualTo("[\"a/10\",\"a/2\",\"b\"]");
    assertThat(names(newRun())).isEmpty();
    assertThat(names("0198f3a0-0000-7000-8000-0000000000d1")).isEmpty();
  }

  @Test
  void a_fork_has_the_metrics_that_it_inherits_and_both_histories_are_told() {
    String run = newRun();
    log(run, "loss");
    String fork =
        api.post("/api/v1/runs/" + run + "/fork", "{\"step\":2}").json().get("id").asString();

    assertThat(names(run, fork)).containsExactly(Map.entry("loss", 2));
    assertThat(read(fork).get("branches").toString())
        .isEqualTo("[{\"run\":\"%s\",\"steps\":[2]}]".formatted(fork));
    assertThat(read(run).get("branches")).as("being forked changes nothing").isEmpty();

    api.post("/api/v1/runs/" + run + "/rewind", "{\"step\":1}");
    assertThat(read(run).get("branches").toString())
        .isEqualTo("[{\"run\":\"%s\",\"steps\":[1]}]".formatted(run));
  }

  @Test
  void points_that_come_change_nothing_but_a_new_name_does() {
    String run = newRun();
    log(run, "loss");
    String tag = api.get(path(run)).header("etag");

    log(run, "loss");
    assertThat(ask(run, tag)).isEqualTo(304);
    log(run, "lr");
    assertThat(ask(run, tag)).isEqualTo(200);
  }

  private int ask(String run, String tag) {
    return api.send(api.request(path(run)).header("If-None-Match", tag).GET()).status();
  }

  @Test
  void more_than_a_hundred_runs_are_refused_and_so_is_none() {
    String many =
        IntStream.range(0, 101)
            .mapToObj("0198f3a0-0000-7000-8000-%012d"::formatted)
            .collect(joining(","));

    assertInvalid(path(many), "101 ids");
    assertInvalid(path(""), "0 ids");
    assertInvalid(path("abc"), "abc");
  }

  private void assertInvalid(String path, String value) {
    Answer answer = api.get(path);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().get("detail").asString()).contains("runs", value);
  }
}

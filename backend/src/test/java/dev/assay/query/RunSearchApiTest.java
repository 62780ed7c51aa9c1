package dev.assay.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServerTest
class RunSearchApiTest {
  @Autowired TestApi api;

  private long experiment(String name) {
    return api.post("/api/v1/experiments", "{\"name\":\"" + name + "\"}").json().get("id").asLong();
  }

  private String newRun(String experiment, String more) {
    return api.post("/api/v1/runs", "{\"experiment\":\"" + experiment + "\"" + more + "}")
        .json()
        .get("id")
        .asString();
  }

  private void measure(String run, String name, String values) {
    api.post(
        "/api/v1/runs/" + run + "/metrics",
        "{\"metrics\":[{\"name\":\"%s\",\"steps\":[1,2],\"values\":%s}]}".formatted(name, values));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static List<String> ids(JsonNode page) {
    List<String> ids = new ArrayList<>();
    page.get("items").forEach(item -> ids.add(item.get("run").get("id").asString()));
    return ids;
  }

  @Test
  void runs_are_found_with_the_metrics_that_are_wanted() {
    long experiment = experiment("search api");
    String good = newRun("search api", ",\"params\":{\"model\":{\"layers\":4}}");
    measure(good, "val loss", "[3, 2]");
    measure(good, "acc", "[0.1, \"NaN\"]");
    String bad = newRun("search api", ",\"params\":{\"model\":{\"layers\":4}}");
    measure(bad, "val loss", "[3, 4]");

    String filter = "metrics.`val loss` < 3 and params.model.layers = 4 and start_time > -1h";
    JsonNode page =
        api.get(
                "/api/v1/runs?experiment=%d&filter=%s&metric=val+loss&metric=acc"
                    .formatted(experiment, encoded(filter)))
            .json();
    assertThat(ids(page)).containsExactly(good);
    JsonNode metrics = page.get("items").get(0).get("metrics");
    assertThat(metrics.get("val loss").get("last").asDouble()).isEqualTo(2);
    assertThat(metrics.get("val loss").get("max").asDouble()).isEqualTo(3);
    assertThat(metrics.get("acc").get("last").asString()).isEqualTo("NaN");

    String order = encoded("metrics.\"val loss\" desc");
    JsonNode first =
        api.get("/api/v1/runs?limit=1&experiment=" + experiment + "&orderBy=" + order).json();
    assertThat(ids(first)).containsExactly(bad);
    JsonNode second =
        api.get(
                "/api/v1/runs?limit=1&experiment=%d&orderBy=%s&cursor=%s"
                    .formatted(experiment, order, first.get("nextCursor").asString()))
            .json();
    assertThat(ids(second)).containsExactly(good);
    assertThat(second.get("nextCursor").isNull()).isTrue();
  }

  @Test
  void a_long_question_is_posted() {
    long experiment = experiment("search post");
    String run = newRun("search post", "");
    String body =
        "{\"experiments\":[%d],\"filter\":\"%s\",\"orderBy\":[\"name\"],\"metrics\":[\"*\"]}"
            .formatted(experiment, "status = 'RUNNING' or ".repeat(400) + "learnt is null");

    assertThat(ids(api.post("/api/v1/runs/search", body).json())).containsExactly(run);
  }

  @Test
  void what_was_learnt_and_why_it_failed_is_found() {
    long experiment = experiment("search words");
    String run = newRun("search words", "");
    api.post(
        "/api/v1/runs/" + run + "/logs",
        "{\"lines\":[{\"text\":\"RuntimeError: CUDA out of memory\"}]}");
    api.post(
        "/api/v1/runs/" + run + "/finish", "{\"status\":\"FAILED\",\"failure\":\"exit code 1\"}");
    newRun("search words", "");

    for (String filter :
        List.of("last_lines ilike '%cuda out%'", "failure = 'exit code 1'", "status = 'failed'")) {
      assertThat(
              ids(
                  api.get("/api/v1/runs?experiment=" + experiment + "&filter=" + encoded(filter))
                      .json()))
          .as(filter)
          .containsExactly(run);
    }
  }

  @Test
  void a_wrong_filter_is_pointed_at() {
    Answer answer = api.get("/api/v1/runs?filter=" + encoded("metrics.loss << 3"));

    assertThat(answer.status()).isEqualTo(400);
    JsonNode error = answer.json().get("errors").get(0);
    assertThat(error.get("field").asString()).isEqualTo("filter");
    assertThat(error.get("value").asString()).isEqualTo("metrics.loss << 3");
    assertThat(error.get("rule").asString())
        .startsWith("at character 15 (< 3): expected is a value");
    assertThat(api.get("/api/v1/runs?metric=*&limit=500").body())
        .contains("a page with all metrics has at most 100 runs");
  }
}

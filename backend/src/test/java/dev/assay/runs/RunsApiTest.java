package dev.assay.runs;

import static dev.assay.TestApi.JSON;
import static dev.assay.TestApi.fields;
import static dev.assay.TestApi.golden;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServerTest
class RunsApiTest {
  @Autowired TestApi api;
  @Autowired Runs runs;

  private String newRun() {
    return newRun("an experiment");
  }

  private String newRun(String experiment) {
    Answer answer = api.post("/api/v1/runs", "{\"experiment\":\"" + experiment + "\"}");
    assertThat(answer.status()).isEqualTo(201);
    return answer.json().get("id").asString();
  }

  private String status(String run) {
    return api.get("/api/v1/runs/" + run).json().get("status").asString();
  }

  @Test
  void a_run_is_recorded_as_the_documentation_shows() {
    Answer created = api.post("/api/v1/runs", golden("run-create.request.json"));

    assertThat(created.status()).isEqualTo(201);
    assertThat(fields(created.json()))
        .isEqualTo(fields(JSON.readTree(golden("run.response.json"))));
    assertThat(created.json().get("status").asString()).isEqualTo("RUNNING");
    JsonNode sent = JSON.readTree(golden("run-create.request.json"));
    JsonNode read = api.get("/api/v1/runs/" + created.json().get("id").asString()).json();
    assertThat(read.get("params")).isEqualTo(sent.get("params"));
    assertThat(read.get("tags")).isEqualTo(sent.get("tags"));
    assertThat(read.get("createdBy").asString()).isEqualTo("admin");
  }

  @Test
  void a_run_without_a_name_gets_one() {
    assertThat(api.get("/api/v1/runs/" + newRun()).json().get("name").asString())
        .startsWith("run-");
  }

  @Test
  void params_and_tags_are_added_later() {
    String run = newRun();

    Answer params = api.put("/api/v1/runs/" + run + "/params", "{\"model\":{\"layers\":4}}");
    assertThat(params.json()).isEqualTo(JSON.readTree("{\"model\":{\"layers\":4}}"));
    Answer conflict =
        api.put("/api/v1/runs/" + run + "/params", "{\"model\":{\"layers\":5},\"new\":1}");
    assertThat(conflict.status()).isEqualTo(409);
    assertThat(api.put("/api/v1/runs/" + run + "/params", "{\"lr\":1}").json())
        .as("nothing of the refused request was kept")
        .isEqualTo(JSON.readTree("{\"model\":{\"layers\":4},\"lr\":1}"));

    api.put("/api/v1/runs/" + run + "/tags", "{\"a\":\"1\",\"b\":\"2\"}");
    assertThat(api.put("/api/v1/runs/" + run + "/tags", "{\"b\":\"3\"}").json())
        .isEqualTo(JSON.readTree("{\"a\":\"1\",\"b\":\"3\"}"));
  }

  @Test
  void a_silent_run_is_lost_and_comes_back_with_its_next_heartbeat() {
    String run = newRun();
    runs.loseSilentSince(Instant.now().minusSeconds(60), Instant.EPOCH);
    assertThat(status(run)).isEqualTo("RUNNING");

    runs.loseSilentSince(Instant.now().plusSeconds(60), Instant.EPOCH);
    assertThat(status(run)).isEqualTo("LOST");

    Answer heartbeat =
        api.post("/api/v1/runs/" + run + "/heartbeat", golden("run-heartbeat.request.json"));
    assertThat(heartbeat.json().get("status").asString()).isEqualTo("RUNNING");
    assertThat(api.get("/api/v1/runs/" + run).json().get("progress").asDouble()).isEqualTo(0.42);
  }

  @Test
  void an_ended_run_stays_ended() {
    String run = newRun();

    assertThat(
            api.post("/api/v1/runs/" + run + "/finish", golden("run-finish.request.json")).status())
        .isEqualTo(200);
    assertThat(api.post("/api/v1/runs/" + run + "/finish", "{\"status\":\"FINISHED\"}").status())
        .as("a repeated request is answered like the first")
        .isEqualTo(200);
    assertThat(api.post("/api/v1/runs/" + run + "/finish", "{\"status\":\"FAILED\"}").status())
        .isEqualTo(409);
    assertThat(api.post("/api/v1/runs/" + run + "/heartbeat", "{}").status()).isEqualTo(409);
    assertThat(api.post("/api/v1/runs/" + run + "/start", "{}").status()).isEqualTo(409);
    runs.loseSilentSince(Instant.now().plusSeconds(60), Instant.EPOCH);
    assertThat(status(run)).isEqualTo("FINISHED");
    assertThat(api.get("/api/v1/runs/" + run).json().get("endedAt").isNull()).isFalse();
  }

  @Test
  void a_failed_run_says_why() {
    String run = newRun();

    api.post(
        "/api/v1/runs/" + run + "/finish",
        "{\"status\":\"FAILED\",\"failure\":\"loss is NaN at step 7\\u0000\"}");

    assertThat(api.get("/api/v1/runs/" + run).json().get("failure").asString())
        .isEqualTo("loss is NaN at step 7\uFFFD");
  }

  @Test
  void params_that_a_database_writes_at_length_stay_readable() {
    String many = "1e300,".repeat(25) + "1e300";
    Answer created =
        api.post("/api/v1/runs", "{\"experiment\":\"long\",\"params\":{\"x\":[" + many + "]}}");

    assertThat(created.status()).as(created.body()).isEqualTo(201);
    assertThat(created.json().get("params").get("x")).hasSize(26);
  }

  @Test
  void a_body_over_the_limit_is_refused() {
    String body = "{\"experiment\":\"e\",\"name\":\"" + "x".repeat(9 << 20) + "\"}";
    assertThat(api.post("/api/v1/runs", body).status()).isEqualTo(413);

    Answer chunked =
        api.send(
            api.request("/api/v1/runs")
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(body))));
    assertThat(chunked.status()).as("its length is not said").isEqualTo(413);
    assertThat(chunked.json().get("detail").asString()).isEqualTo("the body is larger than 8 MB");
  }

  @Test
  void samples_are_kept_whatever_the_model_writes() {
    String run = newRun();

    assertThat(api.post("/api/v1/runs/" + run + "/samples", golden("sample.request.json")).status())
        .isEqualTo(201);
    api.post(
        "/api/v1/runs/" + run + "/samples",
        "{\"step\":2000,\"prompt\":\"\",\"text\":\"a\\u0000b <b>é</b>\"}");

    JsonNode newest = api.get("/api/v1/runs/" + run + "/samples").json().get("items").get(0);
    assertThat(newest.get("step").asInt()).isEqualTo(2000);
    assertThat(newest.get("text").asString()).isEqualTo("a\uFFFDb <b>é</b>");
  }

  @Test
  void the_runs_of_an_experiment_are_paged_newest_first() {
    List<String> created = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      created.addFirst(newRun("paged"));
    }
    long experiment =
        api.get("/api/v1/runs/" + created.getFirst()).json().get("experimentId").asLong();

    List<String> listed = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page =
          api.get(
                  "/api/v1/experiments/"
                      + experiment
                      + "/runs?limit=3"
                      + (cursor.isEmpty() ? "" : "&cursor=" + cursor))
              .json();
      page.get("items").forEach(r -> listed.add(r.get("id").asString()));
      cursor = page.get("nextCursor").asString("");
    } while (!cursor.isEmpty());

    assertThat(listed).isEqualTo(created);
  }

  @Test
  void experiments_are_paged_with_the_newest_runs_first() {
    newRun("older");
    newRun("newer");
    newRun("older");
    assertThat(api.post("/api/v1/experiments", "{\"name\":\"without runs\"}").status())
        .isEqualTo(201);

    List<String> names = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page =
          api.get("/api/v1/experiments?limit=1" + (cursor.isEmpty() ? "" : "&cursor=" + cursor))
              .json();
      page.get("items").forEach(r -> names.add(r.get("name").asString()));
      cursor = page.get("nextCursor").asString("");
    } while (!cursor.isEmpty());

    assertThat(names).doesNotHaveDuplicates().containsSubsequence("older", "newer", "without runs");
    assertThat(names.getFirst()).isEqualTo("older");
  }

  @Test
  void an_experiment_name_is_given_once() {
    assertThat(api.post("/api/v1/experiments", "{\"name\":\"once\"}").status()).isEqualTo(201);
    assertThat(api.post("/api/v1/experiments", "{\"name\":\"once\"}").status()).isEqualTo(409);
    assertThat(api.post("/api/v1/experiments", "{\"name\":\" \"}").status()).isEqualTo(400);
    assertThat(api.post("/api/v1/experiments", "{\"name\":\"" + "x".repeat(501) + "\"}").status())
        .isEqualTo(400);
  }

  @Test
  void bad_requests_are_refused_with_the_value_and_the_rule() {
    String run = newRun();
    assertRefused(api.post("/api/v1/runs", "{\"experiment\":"), "it must be whole, valid JSON");
    assertRefused(api.post("/api/v1/runs", "{}"), "experiment is missing");
    assertRefused(
        api.post("/api/v1/runs", "{\"experiment\":\"e\",\"nmae\":\"x\"}"), "the fields here are");
    assertRefused(api.post("/api/v1/runs", "{\"experiment\":\"e\",\"params\":3}"), "params");
    assertRefused(
        api.post("/api/v1/runs/" + run + "/heartbeat", "{\"progress\":1.5}"),
        "progress is 1.5: progress is between 0 and 1");
    assertRefused(api.post("/api/v1/runs/" + run + "/heartbeat", "{\"progress\":\"NaN\"}"), "NaN");
    assertRefused(
        api.post("/api/v1/runs/" + run + "/finish", "{\"status\":\"RUNNING\"}"),
        "ends as FINISHED, FAILED or KILLED");
    assertRefused(api.post("/api/v1/runs/" + run + "/finish", "{\"status\":\"DONE\"}"), "DONE");
    assertRefused(
        api.post("/api/v1/runs/" + run + "/samples", "{\"step\":-1,\"prompt\":\"\",\"text\":\"\"}"),
        "step is -1: steps start at 0");
    assertRefused(api.put("/api/v1/runs/" + run + "/tags", "{\"\":\"x\"}"), "1 to 250 characters");
    assertRefused(api.put("/api/v1/runs/" + run + "/tags", "{\"a\":null}"), "tags.a is missing");
    assertRefused(api.put("/api/v1/runs/" + run + "/tags", "{\"a\":\"\\u0000\"}"), "U+0000");
    assertRefused(api.post("/api/v1/experiments", "{\"name\":\"a\\u0000\"}"), "U+0000");
    assertRefused(api.get("/api/v1/runs/not-an-id"), "id is not-an-id: a UUID is expected");
    assertRefused(
        api.get("/api/v1/experiments?limit=1001"), "limit is 1001: a page has 1 to 1000 items");
    assertRefused(
        api.get("/api/v1/experiments?cursor=nonsense"), "it must come from an earlier page");
    assertThat(api.get("/api/v1/runs/0198f3a0-0000-7000-8000-000000000000").status())
        .isEqualTo(404);
    assertThat(api.get("/api/v1/rnus").json().get("detail").asString())
        .isEqualTo("there is no address GET /api/v1/rnus");
    assertThat(api.post("/api/v1/experiments/1", "{}").status()).isEqualTo(405);
    assertThat(status(run)).isEqualTo("RUNNING");
  }

  private static void assertRefused(Answer answer, String saying) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.header("content-type")).startsWith("application/problem+json");
    assertThat(answer.json().get("detail").asString()).contains(saying);
    assertThat(answer.json().get("errors").get(0).propertyNames())
        .containsExactly("field", "value", "rule");
    assertThat(answer.body()).doesNotContain("Exception").doesNotContain("dev.assay");
  }
}

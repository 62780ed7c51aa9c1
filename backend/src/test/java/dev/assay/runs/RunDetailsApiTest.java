package dev.assay.runs;

import static dev.assay.TestApi.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import dev.assay.problem.Problem;
import dev.assay.runs.Runs.ParamsAdded;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServerTest
class RunDetailsApiTest {
  @Autowired TestApi api;
  @Autowired Runs runs;

  private String newRun(String more) {
    Answer answer = api.post("/api/v1/runs", "{\"experiment\":\"details\"" + more + "}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer.json().get("id").asString();
  }

  private Answer patch(String run, String changes) {
    return api.send(
        api.request("/api/v1/runs/" + run).method("PATCH", BodyPublishers.ofString(changes)));
  }

  @Test
  void parents_groups_and_what_people_write_are_kept_and_changed() {
    String parent = newRun("");
    String child = newRun(",\"parent\":\"" + parent + "\",\"group\":\"seeds\"");

    JsonNode read = api.get("/api/v1/runs/" + child).json();
    assertThat(read.get("parent").asString()).isEqualTo(parent);
    assertThat(read.get("group").asString()).isEqualTo("seeds");
    assertThat(api.get("/api/v1/runs/" + parent + "/children").json().get("items").get(0).get("id"))
        .isEqualTo(read.get("id"));

    Answer changed =
        patch(
            child,
            """
            {"name": "renamed", "parent": null, "group": null, "notes": "# Why\\n\\n*because*",
             "learnt": "warm-up of 100 steps is enough"}\
            """);
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.json().get("name").asString()).isEqualTo("renamed");
    assertThat(changed.json().get("parent").isNull()).isTrue();
    assertThat(changed.json().get("group").isNull()).isTrue();
    assertThat(changed.json().get("learnt").asString()).isEqualTo("warm-up of 100 steps is enough");
    assertThat(api.get("/api/v1/runs/" + child + "/notes").body()).isEqualTo("# Why\n\n*because*");
  }

  @Test
  void a_change_is_made_as_a_whole_or_not_at_all() {
    String run = newRun(",\"name\":\"before\"");

    Answer refused = patch(run, "{\"name\": \"after\", \"learnt\": \"two\\nlines\"}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body()).contains("learnt").contains("it is one line");
    Answer unknown = patch(run, "{\"name\": \"after\", \"status\": \"FINISHED\"}");
    assertThat(unknown.body()).contains("status").contains("name, parent, group, notes and learnt");
    Answer nobody =
        patch(run, "{\"name\":\"after\",\"parent\":\"0198f3a0-0000-7000-8000-000000000000\"}");
    assertThat(nobody.status()).isEqualTo(404);
    assertThat(patch(run, "{\"parent\": \"a\"}").body()).contains("the id of a run is expected");
    assertThat(patch(run, "{\"name\": 3}").body()).contains("text or null is expected");

    assertThat(api.get("/api/v1/runs/" + run).json().get("name").asString()).isEqualTo("before");
  }

  @Test
  void no_run_is_a_part_of_itself() {
    String top = newRun("");
    String middle = newRun(",\"parent\":\"" + top + "\"");
    String bottom = newRun(",\"parent\":\"" + middle + "\"");

    Answer refused = patch(top, "{\"parent\":\"" + bottom + "\"}");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body()).contains("is a part of run " + top);
    assertThat(patch(top, "{\"parent\":\"" + top + "\"}").status()).isEqualTo(409);
  }

  @Test
  void what_is_known_of_code_and_machine_grows() {
    String run =
        newRun(
            """
            ,"provenance": {"code": {"repository": "git@host:team/gpt", "commit": "abc123", "branch": "main",
              "dirty": true, "diff": "- a\\n+ b", "entryPoint": "train.py"},
              "command": ["python", "train.py", "--lr", "1e-3"], "host": "gpu-1",
              "environment": {"libraries": {"torch": "2.7.1"}}}\
            """);

    Answer added =
        api.put(
            "/api/v1/runs/" + run + "/provenance",
            "{\"code\": {\"branch\": \"other\"}, \"environment\": {\"devices\": [\"A100\"]}}");
    assertThat(added.status()).as(added.body()).isEqualTo(200);
    JsonNode known = api.get("/api/v1/runs/" + run + "/provenance").json();
    assertThat(known)
        .isEqualTo(
            JSON.readTree(
                """
                {"code": {"repository": "git@host:team/gpt", "commit": "abc123", "branch": "other",
                  "dirty": true, "diff": "- a\\n+ b", "entryPoint": "train.py"},
                  "command": ["python", "train.py", "--lr", "1e-3"], "host": "gpu-1",
                  "environment": {"libraries": {"torch": "2.7.1"}, "devices": ["A100"]}}\
                """));
  }

  @Test
  void what_a_run_was_given_is_recorded_once() {
    String run = newRun("");
    String inputs =
        """
        {"inputs": [
          {"dataset": {"name": "wordnet", "digest": "sha256:1", "sourceType": "local", "source": "/data/wn"},
           "context": "training", "tags": {"split": "a"}},
          {"dataset": {"name": "wordnet", "digest": "sha256:2"}, "context": "validation"}]}\
        """;

    api.put("/api/v1/runs/" + run + "/inputs", inputs);
    Answer again = api.put("/api/v1/runs/" + run + "/inputs", inputs);

    assertThat(again.status()).as(again.body()).isEqualTo(200);
    JsonNode items = api.get("/api/v1/runs/" + run + "/inputs").json().get("items");
    assertThat(items).hasSize(2);
    assertThat(items.get(0).get("dataset").get("digest").asString()).isEqualTo("sha256:1");
    assertThat(items.get(0).get("tags").get("split").asString()).isEqualTo("a");
    assertThat(
            api.put(
                    "/api/v1/runs/" + run + "/inputs",
                    "{\"inputs\": [{\"dataset\": {\"name\": \"x\"}}]}")
                .status())
        .isEqualTo(400);
  }

  @Test
  void the_end_of_its_log_stays_beside_the_failure() {
    String run = newRun("");
    api.post(
        "/api/v1/runs/" + run + "/logs",
        "{\"lines\": [{\"text\": \"step 1\"}, {\"stream\": \"stderr\", \"text\": \"CUDA out of"
            + " memory\"}]}");

    Answer failed =
        api.post(
            "/api/v1/runs/" + run + "/finish",
            "{\"status\": \"FAILED\", \"failure\": \"exit code 1\"}");

    assertThat(failed.json().get("failure").asString()).isEqualTo("exit code 1");
    await()
        .untilAsserted(
            () ->
                assertThat(api.get("/api/v1/runs/" + run).json().get("lastLines").asString(""))
                    .isEqualTo("step 1\nCUDA out of memory"));
    Answer resumed = api.post("/api/v1/runs/" + run + "/resume", "");
    assertThat(resumed.json().get("status").asString()).isEqualTo("RUNNING");
    assertThat(resumed.json().get("lastLines").isNull()).isTrue();
    assertThat(resumed.json().get("endedAt").isNull()).isTrue();
  }

  @Test
  void a_run_that_was_recorded_elsewhere_keeps_its_times_and_comes_once() {
    String wanted =
        ",\"startedAt\":\"2020-02-03T04:05:06Z\",\"heartbeats\":false,\"importedFrom\":\"mlflow:a/1\"";
    String run = newRun(wanted);
    assertThat(newRun(wanted)).isEqualTo(run);

    Answer ended =
        api.post(
            "/api/v1/runs/" + run + "/finish",
            "{\"status\": \"FINISHED\", \"endedAt\": \"2020-02-03T05:00:00Z\"}");
    assertThat(ended.json().get("startedAt").asString()).isEqualTo("2020-02-03T04:05:06Z");
    assertThat(ended.json().get("endedAt").asString()).isEqualTo("2020-02-03T05:00:00Z");
    assertThat(
            api.post(
                    "/api/v1/runs",
                    "{\"experiment\":\"details\",\"startedAt\":\"1812-01-01T00:00:00Z\"}")
                .body())
        .contains("startedAt")
        .contains("times are from 1970 to the year 9999");
  }

  @Test
  void a_program_without_heartbeats_may_be_silent_for_longer() {
    String quiet = newRun(",\"heartbeats\":false");
    String beating = newRun("");
    Instant soon = Instant.now().plusSeconds(60);

    runs.loseSilentSince(soon, Instant.EPOCH);
    assertThat(api.get("/api/v1/runs/" + quiet).json().get("status").asString())
        .isEqualTo("RUNNING");
    assertThat(api.get("/api/v1/runs/" + beating).json().get("status").asString())
        .isEqualTo("LOST");

    runs.loseSilentSince(soon, soon);
    assertThat(api.get("/api/v1/runs/" + quiet).json().get("status").asString()).isEqualTo("LOST");
  }

  @Test
  void params_that_come_one_by_one_join_the_tree() {
    RunId run = RunId.of(newRun(",\"params\": {\"model\": {\"layers\": 4}, \"lr\": 0.1}"));

    assertThat(runs.addParams(run, Map.of("model.layers", "4", "a.b", "x", "lr", "0.1")))
        .isEqualTo(new ParamsAdded.Set());
    assertThat(runs.addParams(run, Map.of("new", "1", "model.layers", "5")))
        .isEqualTo(new ParamsAdded.Differs("model.layers", "4", "5"));
    assertThat(runs.get(run).params().values().keySet())
        .containsExactlyInAnyOrder("model.layers", "lr", "a.b");

    Answer conflict =
        api.put("/api/v1/runs/" + run + "/params", "{\"a\": {\"b\": \"y\", \"c\": 1}}");
    assertThat(conflict.status()).isEqualTo(409);
    assertThat(conflict.body()).contains("param a.b is");
    assertThat(api.put("/api/v1/runs/" + run + "/params", "{\"a\": {\"c\": 1}}").status())
        .isEqualTo(200);
  }

  @Test
  void of_programs_that_set_a_param_at_once_one_succeeds() throws Exception {
    RunId run = RunId.of(newRun(""));
    List<Callable<ParamsAdded>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String value = "value " + i;
      all.add(() -> runs.addParams(run, Map.of("seed", value)));
    }
    long succeeded = 0;
    try (ExecutorService programs = Executors.newFixedThreadPool(8)) {
      for (Future<ParamsAdded> added : programs.invokeAll(all)) {
        succeeded += added.get() instanceof ParamsAdded.Set ? 1 : 0;
      }
    }
    assertThat(succeeded).isEqualTo(1);
  }

  @Test
  void a_number_is_found_as_it_is_shown_however_it_was_written() {
    String run = newRun(",\"params\": {\"tokens\": 1e7, \"lr\": 0.0000001, \"layers\": 4.0}");

    for (String filter :
        List.of(
            "params.tokens = '10000000'",
            "params.lr = '0.0000001'",
            "params.layers = '4'",
            "params.tokens = 1e7")) {
      assertThat(
              api.post("/api/v1/runs/search", "{\"filter\": \"" + filter + "\"}")
                  .json()
                  .get("items")
                  .get(0)
                  .get("run")
                  .get("id")
                  .asString())
          .as(filter)
          .isEqualTo(run);
    }
    assertThat(api.put("/api/v1/runs/" + run + "/params", "{\"tokens\": 10000000}").status())
        .isEqualTo(200);
    assertThat(api.put("/api/v1/runs/" + run + "/params", "{\"big\": 1e400}").body())
        .contains("a number is finite");
    assertThat(api.put("/api/v1/runs/" + run + "/params", "{\"a.b\": 1, \"a\": {\"b\": 2}}").body())
        .contains("there are two values with this address");
  }

  @Test
  void a_fork_knows_what_its_origin_came_from() {
    String run = newRun(",\"heartbeats\": false, \"provenance\": {\"host\": \"gpu-1\"}");

    String fork =
        api.post("/api/v1/runs/" + run + "/fork", "{\"step\": 1}").json().get("id").asString();

    assertThat(api.get("/api/v1/runs/" + fork + "/provenance").json().get("host").asString())
        .isEqualTo("gpu-1");
    runs.loseSilentSince(Instant.now().plusSeconds(60), Instant.EPOCH);
    assertThat(api.get("/api/v1/runs/" + fork).json().get("status").asString())
        .isEqualTo("RUNNING");
  }

  @Test
  void what_is_null_or_zero_is_refused_and_is_no_failure_of_the_server() {
    String run = "/api/v1/runs/" + newRun("");

    assertThat(api.put(run + "/provenance", "{\"command\": [null]}").status()).isEqualTo(400);
    assertThat(
            api.put(
                    run + "/inputs",
                    "{\"inputs\":[{\"dataset\":{\"name\":\"a\",\"digest\":\"b\"},\"tags\":{\"a\":null}}]}")
                .status())
        .isEqualTo(400);
    assertThat(api.put(run + "/tags", "{\"a\": null}").status()).isEqualTo(400);
    for (String body :
        List.of("experiments", "orderBy", "shelves", "metrics").stream()
            .map(field -> "{\"" + field + "\": [null]}")
            .toList()) {
      assertThat(api.post("/api/v1/runs/search", body).status()).as(body).isEqualTo(400);
    }
    for (String path :
        List.of(
            "/api/v1/experiments?name=%00",
            "/api/v1/runs?cursor=bnVsbA", "/api/v1/runs?filter=%00")) {
      assertThat(api.get(path).status()).as(path).isEqualTo(400);
    }
    assertThat(api.delete(run + "/tags?key=%00").status()).isEqualTo(400);
  }

  @Test
  void a_run_in_the_trash_is_not_imported_again() {
    String body = "{\"experiment\":\"details\",\"importedFrom\":\"mlflow:trash/1\"}";
    String run = api.post("/api/v1/runs", body).json().get("id").asString();
    api.delete("/api/v1/runs/" + run);

    Answer refused = api.post("/api/v1/runs", body);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body()).contains("is deleted: restore it");
  }

  @Test
  void a_tag_is_taken_away() {
    String run = newRun(",\"tags\": {\"a/b c\": \"1\"}");
    String path = "/api/v1/runs/" + run + "/tags?key=a/b%20c";

    assertThat(api.delete(path).status()).isEqualTo(204);
    assertThat(api.delete(path).status()).isEqualTo(404);
    assertThat(api.get("/api/v1/runs/" + run).json().get("tags").isEmpty()).isTrue();
  }

  @Test
  void notes_that_somebody_else_has_changed_meanwhile_are_not_overwritten() {
    RunId run = RunId.of(newRun(""));
    runs.edit(run, List.of(new RunEdit.RevisedNotes("", "first")));

    assertThatThrownBy(
            () ->
                runs.edit(
                    run,
                    List.of(new RunEdit.Learnt("nothing"), new RunEdit.RevisedNotes("", "second"))))
        .isInstanceOf(Problem.Conflict.class)
        .hasMessageContaining("have been changed meanwhile");

    assertThat(runs.notes(run)).isEqualTo("first");
    assertThat(runs.get(run).learnt()).as("all or nothing").isNull();
    runs.edit(run, List.of(new RunEdit.RevisedNotes("first", "second")));
    assertThat(runs.notes(run)).isEqualTo("second");
  }
}

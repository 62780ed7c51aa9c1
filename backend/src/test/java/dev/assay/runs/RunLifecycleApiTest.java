package dev.assay.runs;

import static dev.assay.TestApi.JSON;
import static dev.assay.TestApi.golden;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import java.util.List;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServerTest
class RunLifecycleApiTest {
  private static final String UNKNOWN = "0198f3a0-0000-7000-8000-0000000000d1";

  @Autowired TestApi api;
  @Autowired DSLContext db;

  private String newRun() {
    return api.post("/api/v1/runs", "{\"experiment\":\"lifecycle\"}").json().get("id").asString();
  }

  private Answer log(String run) {
    return api.post(
        "/api/v1/runs/" + run + "/metrics",
        "{\"metrics\":[{\"name\":\"x\",\"steps\":[1],\"values\":[1]}]}");
  }

  private Answer tell(String run, String action) {
    return api.post("/api/v1/runs/" + run + "/" + action, "");
  }

  /** The shelves that a run is on. */
  private List<String> shelves(String run) {
    String experiment = api.get("/api/v1/runs/" + run).json().get("experimentId").asString();
    String list = "/api/v1/experiments/" + experiment + "/runs";
    assertThat(api.get(list).body()).isEqualTo(api.get(list + "?shelf=ACTIVE").body());
    return List.of("ACTIVE", "ARCHIVED", "DELETED").stream()
        .filter(
            shelf ->
                api.get(list + "?limit=100&shelf=" + shelf)
                    .json()
                    .get("items")
                    .valueStream()
                    .anyMatch(item -> item.get("id").asString().equals(run)))
        .toList();
  }

  @Test
  void a_deleted_run_is_out_of_lists_and_takes_no_points_until_it_is_restored() {
    String run = newRun();
    log(run);

    Answer deleted = api.delete("/api/v1/runs/" + run);

    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.json().get("deletedAt").isNull()).isFalse();
    assertThat(shelves(run)).containsExactly("DELETED");
    Answer refused = log(run);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().get("detail").asString())
        .isEqualTo("run " + run + " is deleted: restore it to record more of it");
    assertThat(api.get("/api/v1/runs/" + run + "/metrics").json().get("metrics")).hasSize(1);

    Answer restored = tell(run, "restore");

    assertThat(restored.json().get("deletedAt").isNull()).isTrue();
    assertThat(shelves(run)).containsExactly("ACTIVE");
    assertThat(log(run).status()).isEqualTo(200);
  }

  @Test
  void deleting_twice_keeps_the_time_of_the_first() {
    String run = newRun();
    JsonNode first = api.delete("/api/v1/runs/" + run).json();

    assertThat(api.delete("/api/v1/runs/" + run).json()).isEqualTo(first);
    assertThat(tell(run, "restore").status()).isEqualTo(200);
    assertThat(tell(run, "restore").status()).isEqualTo(200);
  }

  @Test
  void an_archived_run_is_out_of_sight_and_takes_points() {
    String run = newRun();

    assertThat(tell(run, "archive").json().get("archivedAt").isNull()).isFalse();
    assertThat(shelves(run)).containsExactly("ARCHIVED");
    assertThat(log(run).status()).isEqualTo(200);
    api.delete("/api/v1/runs/" + run);
    assertThat(shelves(run)).as("what is deleted is nowhere else").containsExactly("DELETED");
    tell(run, "restore");
    assertThat(shelves(run)).as("it is archived as before").containsExactly("ARCHIVED");
    assertThat(tell(run, "unarchive").json().get("archivedAt").isNull()).isTrue();
    assertThat(shelves(run)).containsExactly("ACTIVE");
  }

  @Test
  void only_a_deleted_run_is_purged() {
    String run = newRun();
    log(run);

    Answer refused = tell(run, "purge");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().get("detail").asString())
        .isEqualTo("run " + run + " is not deleted: only deleted runs are purged");
    api.delete("/api/v1/runs/" + run);
    assertThat(tell(run, "purge").status()).isEqualTo(204);
    assertThat(api.get("/api/v1/runs/" + run).status()).isEqualTo(404);
    assertThat(tell(run, "purge").status()).isEqualTo(404);
    assertThat(tell(run, "restore").status()).isEqualTo(404);
    assertThat(log(run).status()).isEqualTo(404);
  }

  @Test
  void a_purged_run_leaves_no_row_behind() {
    String run = newRun();
    api.put("/api/v1/runs/" + run + "/tags", "{\"a\":\"b\"}");
    api.post("/api/v1/runs/" + run + "/samples", "{\"step\":1,\"prompt\":\"a\",\"text\":\"b\"}");
    api.send(
        api.request("/api/v1/runs/" + run + "/metrics")
            .header("Idempotency-Key", UNKNOWN)
            .POST(
                java.net.http.HttpRequest.BodyPublishers.ofString(
                    "{\"metrics\":[{\"name\":\"x\",\"steps\":[1],\"values\":[1]}]}")));
    api.post("/api/v1/runs/" + run + "/rewind", "{\"step\":5}");
    log(run);
    api.delete("/api/v1/runs/" + run);

    assertThat(tell(run, "purge").status()).isEqualTo(204);

    List<String> tables =
        db.fetch(
                "select table_name from information_schema.columns where table_schema = 'public'"
                    + " and column_name = 'run_id'")
            .map(r -> r.get(0, String.class));
    assertThat(tables).contains("metric_tail", "metric_batch", "metric_flush", "run_tag", "job");
    for (String table : tables) {
      assertThat(
              db.fetchSingle("select count(*) from " + table + " where run_id = ?::uuid", run)
                  .get(0, Integer.class))
          .as(table)
          .isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void the_job_of_a_run_is_purged_with_it(boolean leased) {
    String agent =
        api.post("/api/v1/agents", golden("agent-register.request.json"))
            .json()
            .get("id")
            .asString();
    db.execute("update job set status = 'CANCELLED' where status = 'QUEUED'");
    JsonNode job =
        api.post(
                "/api/v1/jobs",
                "{\"recipe\":\"pretrain\",\"experiment\":\"lifecycle\",\"params\":{\"seed\":10}}")
            .json();
    String run = job.get("runId").asString();
    if (leased) {
      JsonNode lease = api.post("/api/v1/agents/" + agent + "/lease", "{\"waitSeconds\":0}").json();
      assertThat(lease.get("job").get("runId").asString()).isEqualTo(run);
    }
    api.delete("/api/v1/runs/" + run);

    assertThat(tell(run, "purge").status()).isEqualTo(204);

    assertThat(api.get("/api/v1/jobs/" + job.get("id").asString()).status()).isEqualTo(404);
    assertThat(api.get("/api/v1/jobs").status()).isEqualTo(200);
  }

  @Test
  void an_unknown_run_is_not_found() {
    for (String action : List.of("archive", "unarchive", "restore", "purge")) {
      assertThat(tell(UNKNOWN, action).status()).as(action).isEqualTo(404);
    }
    assertThat(api.delete("/api/v1/runs/" + UNKNOWN).status()).isEqualTo(404);
  }

  @Test
  void an_unknown_shelf_is_refused() {
    String experiment = api.get("/api/v1/runs/" + newRun()).json().get("experimentId").asString();

    Answer refused = api.get("/api/v1/experiments/" + experiment + "/runs?shelf=ATTIC");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().get("errors").get(0).get("field").asString()).isEqualTo("shelf");
  }

  // --- retention

  private String retention() {
    String experiment = api.get("/api/v1/runs/" + newRun()).json().get("experimentId").asString();
    return "/api/v1/experiments/" + experiment + "/retention";
  }

  @Test
  void an_experiment_keeps_its_runs_as_it_is_told_to() {
    String path = retention();
    api.put(path, "{}");
    assertThat(api.get(path).json())
        .isEqualTo(
            JSON.readTree(
                "{\"archiveAfterDays\":null,\"deleteAfterDays\":null,\"purgeAfterDays\":null}"));

    Answer set = api.put(path, "{\"archiveAfterDays\":0,\"deleteAfterDays\":36500}");

    assertThat(set.status()).isEqualTo(200);
    assertThat(set.json())
        .isEqualTo(
            JSON.readTree(
                "{\"archiveAfterDays\":0,\"deleteAfterDays\":36500,\"purgeAfterDays\":null}"));
    assertThat(api.get(path).json()).isEqualTo(set.json());
    api.put(path, "{}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"archiveAfterDays":-1}    | archiveAfterDays is -1: it is 0 to 36500 days, or null
          {"deleteAfterDays":36501}  | deleteAfterDays is 36501: it is 0 to 36500 days, or null
          {"purgeAfterDays":-7}      | purgeAfterDays is -7: it is 0 to 36500 days, or null
          {"purgeAfterDays":"week"}  | purgeAfterDays is week: a number is expected
          {"days":1}                 | days is days: the fields here are [archiveAfterDays, deleteAfterDays, purgeAfterDays]
          """)
  void rules_that_make_no_sense_are_refused(String body, String detail) {
    Answer refused = api.put(retention(), body);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().get("detail").asString()).isEqualTo(detail);
  }

  @Test
  void an_unknown_experiment_is_not_found() {
    assertThat(api.get("/api/v1/experiments/999999/retention").status()).isEqualTo(404);
    assertThat(api.put("/api/v1/experiments/999999/retention", "{}").status()).isEqualTo(404);
  }
}

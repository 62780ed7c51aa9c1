package dev.assay.series;

import static dev.assay.TestApi.JSON;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Rewinding and forking as a script does it. */
@ServerTest
class HistoryApiTest {
  private static final String UNKNOWN = "0198f3a0-0000-7000-8000-0000000000d1";

  @Autowired TestApi api;
  @Autowired Compactor compactor;
  @Autowired DSLContext db;

  private String newRun() {
    return api.post(
            "/api/v1/runs",
            "{\"experiment\":\"history\",\"params\":{\"lr\":0.1},\"tags\":{\"kind\":\"base\"}}")
        .json()
        .get("id")
        .asString();
  }

  private void log(String run, long from, long to, double value) {
    log(run, "x", from, to, value);
  }

  private void log(String run, String metric, long from, long to, double value) {
    String steps = LongStream.rangeClosed(from, to).mapToObj(Long::toString).collect(joining(","));
    String values =
        LongStream.rangeClosed(from, to).mapToObj(_ -> value + "").collect(joining(","));
    Answer answer =
        api.post(
            "/api/v1/runs/" + run + "/metrics",
            "{\"metrics\":[{\"name\":\"%s\",\"steps\":[%s],\"values\":[%s]}]}"
                .formatted(metric, steps, values));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  private Answer rewind(String run, String step) {
    return api.post("/api/v1/runs/" + run + "/rewind", "{\"step\":" + step + "}");
  }

  private String fork(String run, long step) {
    Answer forked = api.post("/api/v1/runs/" + run + "/fork", "{\"step\":" + step + "}");
    assertThat(forked.status()).as(forked.body()).isEqualTo(201);
    return forked.json().get("id").asString();
  }

  private void purge(String run) {
    assertThat(api.delete("/api/v1/runs/" + run).status()).isEqualTo(200);
    assertThat(api.post("/api/v1/runs/" + run + "/purge", "").status()).isEqualTo(204);
  }

  /** The values of x, as "value × how many steps with it in a row", from step 0 on. */
  private String values(String run) {
    JsonNode points = api.get("/api/v1/runs/" + run + "/points?metric=x").json();
    List<String> stretches = new ArrayList<>();
    int from = 0;
    JsonNode values = points.get("values");
    for (int i = 0; i < values.size(); i++) {
      assertThat(points.get("steps").get(i).asInt()).isEqualTo(i);
      if (i + 1 == values.size() || !values.get(i + 1).equals(values.get(i))) {
        stretches.add(values.get(i).asInt() + "×" + (i + 1 - from));
        from = i + 1;
      }
    }
    JsonNode metrics = api.get("/api/v1/runs/" + run + "/metrics").json().get("metrics");
    for (JsonNode metric : metrics) {
      if (metric.get("name").asString().equals("x")) {
        assertThat(metric.get("points").asInt()).isEqualTo(values.size());
        assertThat(metric.get("lastStep").asInt()).isEqualTo(values.size() - 1);
        assertThat(metric.get("lastValue")).isEqualTo(values.get(values.size() - 1));
      }
    }
    return String.join(" ", stretches);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void points_after_the_step_are_hidden_and_the_run_goes_on(boolean fromChunks) throws Exception {
    String run = newRun();
    log(run, 0, 99, 1);
    log(run, "y", 50, 99, 1);
    if (fromChunks) {
      compactor.settle();
    }

    assertThat(rewind(run, "39").status()).isEqualTo(204);

    assertThat(values(run)).isEqualTo("1×40");
    JsonNode metrics = api.get("/api/v1/runs/" + run + "/metrics").json().get("metrics");
    assertThat(metrics).as("of y nothing is left").hasSize(1);
    log(run, 40, 59, 2);
    assertThat(values(run)).isEqualTo("1×40 2×20");
    compactor.settle();
    assertThat(values(run)).isEqualTo("1×40 2×20");
    log(run, 10, 19, 3); // a correction of what was before
    assertThat(values(run)).isEqualTo("1×10 3×10 1×20 2×20");
    compactor.settle();
    assertThat(values(run)).isEqualTo("1×10 3×10 1×20 2×20");
    assertThat(rewind(run, "14").status()).isEqualTo(204);
    assertThat(values(run)).isEqualTo("1×10 3×5");
  }

  @Test
  void rewinding_to_before_the_first_step_leaves_nothing_and_to_after_the_last_everything() {
    String run = newRun();
    log(run, 0, 9, 1);
    String late = newRun();
    log(late, 5, 9, 1);

    assertThat(rewind(run, "9007199254740992").status()).isEqualTo(204);
    assertThat(values(run)).isEqualTo("1×10");
    assertThat(rewind(run, "9223372036854775807").status()).isEqualTo(204);
    assertThat(values(run)).isEqualTo("1×10");
    assertThat(rewind(late, "0").status()).isEqualTo(204);
    assertThat(api.get("/api/v1/runs/" + late + "/metrics").json().get("metrics")).isEmpty();
    log(late, 0, 1, 2);
    assertThat(values(late)).isEqualTo("2×2");
  }

  @Test
  void a_fork_has_the_params_and_tags_of_its_origin_and_says_where_it_is_from() {
    String run = newRun();
    log(run, 0, 9, 1);

    Answer answer = api.post("/api/v1/runs/" + run + "/fork", "{\"step\":4,\"name\":\"colder\"}");

    assertThat(answer.status()).isEqualTo(201);
    String fork = answer.json().get("id").asString();
    assertThat(answer.header("location")).isEqualTo("/api/v1/runs/" + fork);
    assertThat(answer.json().get("forkedFrom").asString()).isEqualTo(run);
    assertThat(answer.json().get("forkStep").asInt()).isEqualTo(4);
    JsonNode seen = api.get("/api/v1/runs/" + fork).json();
    assertThat(seen.get("name").asString()).isEqualTo("colder");
    assertThat(seen.get("status").asString()).isEqualTo("RUNNING");
    assertThat(seen.get("params")).isEqualTo(JSON.readTree("{\"lr\":0.1}"));
    assertThat(seen.get("tags")).isEqualTo(JSON.readTree("{\"kind\":\"base\"}"));
    assertThat(seen.get("forkedFrom").asString()).isEqualTo(run);
    assertThat(seen.get("forkStep").asInt()).isEqualTo(4);
    assertThat(values(fork)).isEqualTo("1×5");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_fork_and_its_origin_do_not_see_what_becomes_of_the_other(boolean settled)
      throws Exception {
    String run = newRun();
    log(run, 0, 99, 1);
    String fork = fork(run, 49);
    log(run, 100, 109, 2);
    log(run, 0, 9, 3); // late, below the step of the fork
    log(fork, 50, 59, 4);
    log(fork, 20, 29, 5);
    for (int i = 0; i < 2; i++) {
      assertThat(values(run)).isEqualTo("3×10 1×90 2×10");
      assertThat(values(fork)).isEqualTo("1×20 5×10 1×20 4×10");
      if (settled) {
        compactor.settle();
      }
    }
    rewind(run, "4");
    assertThat(values(run)).isEqualTo("3×5");
    assertThat(values(fork)).isEqualTo("1×20 5×10 1×20 4×10");
    purge(run);
    assertThat(api.get("/api/v1/runs/" + run).status()).isEqualTo(404);
    assertThat(values(fork)).isEqualTo("1×20 5×10 1×20 4×10");
    assertThat(api.get("/api/v1/runs/" + fork).json().get("forkedFrom").isNull()).isTrue();
    log(fork, 60, 60, 6);
    assertThat(values(fork)).isEqualTo("1×20 5×10 1×20 4×10 6×1");
  }

  @Test
  void a_fork_of_a_fork_outlives_both() throws Exception {
    String run = newRun();
    log(run, 0, 29, 1);
    String fork = fork(run, 19);
    log(fork, 20, 39, 2);
    String forkOfFork = fork(fork, 29);
    String early = fork(fork, 9);
    log(forkOfFork, 30, 39, 3);
    purge(fork);
    compactor.settle();
    assertThat(values(forkOfFork)).isEqualTo("1×20 2×10 3×10");
    assertThat(values(early)).isEqualTo("1×10");
    assertThat(values(run)).isEqualTo("1×30");
    purge(run);
    compactor.settle();
    assertThat(values(forkOfFork)).isEqualTo("1×20 2×10 3×10");
    assertThat(values(early)).isEqualTo("1×10");
  }

  @Test
  void a_fork_can_be_rewound_below_the_step_it_was_made_at() throws Exception {
    String run = newRun();
    log(run, 0, 29, 1);
    String fork = fork(run, 19);
    log(fork, 20, 24, 2);
    rewind(fork, "9");
    assertThat(values(fork)).isEqualTo("1×10");
    log(fork, 10, 14, 3);
    compactor.settle();
    assertThat(values(fork)).isEqualTo("1×10 3×5");
    assertThat(values(run)).isEqualTo("1×30");
  }

  @Test
  void nothing_is_left_of_runs_that_shared_their_history_when_all_are_purged() throws Exception {
    String run = newRun();
    log(run, 0, 99, 1);
    String fork = fork(run, 49);
    log(fork, 50, 59, 2);
    rewind(fork, "55");
    String forkOfFork = fork(fork, 52);
    log(forkOfFork, 0, 99, 3);
    compactor.settle();
    List<String> branches =
        db.fetch(
                "select distinct branch_id::text from metric_lineage where run_id in (?::uuid, ?::uuid, ?::uuid)",
                run,
                fork,
                forkOfFork)
            .map(r -> r.get(0, String.class));
    assertThat(branches).hasSizeGreaterThan(4);

    for (String each : List.of(fork, run, forkOfFork)) {
      purge(each);
    }

    String ids = branches.stream().collect(joining("','", "('", "')"));
    for (String table : List.of("metric_chunk", "metric_series", "metric_lineage")) {
      assertThat(
              db.fetchSingle("select count(*) from " + table + " where branch_id in " + ids)
                  .get(0, Integer.class))
          .as(table)
          .isZero();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"step":-1}    | step is -1: steps start at 0
          {}             | step is missing: the last step that stays
          {"step":null}  | step is missing: the last step that stays
          {"step":"two"} | step is two: a number is expected
          {"steps":2}    | steps is steps: the fields here are [step]
          """)
  void a_step_that_is_none_is_refused(String body, String detail) {
    Answer refused = api.post("/api/v1/runs/" + newRun() + "/rewind", body);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().get("detail").asString()).isEqualTo(detail);
  }

  @Test
  void a_fork_that_breaks_a_rule_is_refused_and_leaves_no_run() {
    String run = newRun();
    String experiment = api.get("/api/v1/runs/" + run).json().get("experimentId").asString();
    String list = "/api/v1/experiments/" + experiment + "/runs";
    String before = api.get(list).body();

    assertThat(api.post("/api/v1/runs/" + run + "/fork", "{\"step\":-1}").status()).isEqualTo(400);
    assertThat(api.post("/api/v1/runs/" + run + "/fork", "{}").status()).isEqualTo(400);
    Answer named =
        api.post(
            "/api/v1/runs/" + run + "/fork",
            "{\"step\":1,\"name\":\"%s\"}".formatted("n".repeat(251)));
    assertThat(named.status()).isEqualTo(400);
    assertThat(named.json().get("errors").get(0).get("field").asString()).isEqualTo("name");
    assertThat(api.get(list).body()).isEqualTo(before);
  }

  @Test
  void an_unknown_run_is_not_found() {
    assertThat(rewind(UNKNOWN, "1").status()).isEqualTo(404);
    assertThat(api.post("/api/v1/runs/" + UNKNOWN + "/fork", "{\"step\":1}").status())
        .isEqualTo(404);
  }

  @Test
  void a_run_is_rewound_and_forked_at_most_99_times() {
    String run = newRun();
    log(run, 0, 9, 1);
    for (int i = 0; i < 99; i++) { // an attempt that has recorded nothing does not count
      log(run, 10, 10, 1);
      assertThat(rewind(run, "9").status()).isEqualTo(204);
    }
    log(run, 10, 10, 1);
    String experiment = api.get("/api/v1/runs/" + run).json().get("experimentId").asString();
    String list = "/api/v1/experiments/" + experiment + "/runs";
    String before = api.get(list).body();

    Answer rewound = rewind(run, "9");
    Answer forked = api.post("/api/v1/runs/" + run + "/fork", "{\"step\":9}");

    for (Answer refused : List.of(rewound, forked)) {
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.json().get("detail").asString())
          .isEqualTo(
              "run %s has been rewound or forked 100 times, which is the most".formatted(run));
    }
    assertThat(values(run)).isEqualTo("1×11");
    assertThat(api.get(list).body()).as("no run is left of the fork").isEqualTo(before);
  }
}

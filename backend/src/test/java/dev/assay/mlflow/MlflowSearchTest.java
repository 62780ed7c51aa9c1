package dev.assay.mlflow;

import static dev.assay.mlflow.MlflowErrorsTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

@ServerTest
class MlflowSearchTest {
  private static final String INVALID = "INVALID_PARAMETER_VALUE";

  @Autowired TestApi api;
  @Autowired JdbcTemplate database;
  private MlflowTestServer mlflow;

  @BeforeEach
  void server() {
    mlflow = new MlflowTestServer(api);
  }

  private List<String> names(String body) {
    List<String> names = new ArrayList<>();
    mlflow
        .post("runs/search", body)
        .path("runs")
        .forEach(run -> names.add(run.at("/info/run_name").asString()));
    return names;
  }

  private void run(String experiment, String name, int score) {
    String id =
        mlflow
            .post(
                "runs/create",
                "{'experiment_id':'" + experiment + "','run_name':'" + name + "','start_time':5}")
            .at("/run/info/run_id")
            .asString();
    mlflow.post(
        "runs/log-metric",
        "{'run_id':'" + id + "','key':'score','value':" + score + ",'timestamp':1,'step':3}");
  }

  @Test
  void more_runs_than_are_read_at_once_come_in_order_and_whole() {
    String experiment = mlflow.newExperiment("mlflow many runs");
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 450; i++) {
      run(experiment, "r" + i, i);
      expected.add("r" + (449 - i));
    }
    String query = "{'experiment_ids':['" + experiment + "'],'order_by':['metrics.score DESC']";

    assertThat(names(query + "}")).isEqualTo(expected);
    JsonNode page = mlflow.post("runs/search", query + ",'max_results':430}");
    assertThat(page.get("runs")).hasSize(430);
    String token = page.get("next_page_token").asString();
    assertThat(names(query + ",'max_results':430,'page_token':'" + token + "'}"))
        .isEqualTo(expected.subList(430, 450));
    JsonNode first = page.get("runs").get(0);
    assertThat(first.at("/data/metrics/0/value").asDouble()).isEqualTo(449);
    assertThat(first.at("/data/metrics/0/step").asInt()).isEqualTo(3);
    assertThat(first.get("inputs")).isEmpty();
    assertThat(first.get("outputs")).isEmpty();
  }

  @Test
  void pages_go_on_where_they_ended_for_the_same_search_only() {
    String experiment = mlflow.newExperiment("mlflow pages");
    for (int i = 0; i < 3; i++) {
      run(experiment, "r" + i, i);
    }
    String of = "{'experiment_ids':['" + experiment + "'],'max_results':2";
    String token = mlflow.post("runs/search", of + "}").get("next_page_token").asString();

    assertThat(names(of + ",'page_token':'" + token + "'}")).hasSize(1);
    assertRefused(
        mlflow.send(
            "runs/search", of + ",'order_by':['metrics.score'],'page_token':'" + token + "'}"),
        400,
        INVALID,
        "it must come from an earlier page");
    assertRefused(
        mlflow.send("runs/search", of + ",'page_token':'?'}"), 400, INVALID, "Invalid page token");
  }

  @Test
  void no_experiments_have_no_runs() {
    assertThat(mlflow.post("runs/search", "{}")).isEmpty();
    assertThat(mlflow.post("runs/search", "{'experiment_ids':['987654']}").path("runs")).isEmpty();
  }

  @Test
  void what_is_wrong_with_a_search_is_said() {
    String of = "{'experiment_ids':['0'],";
    assertRefused(
        mlflow.send("runs/search", of + "'max_results':50001}"),
        400,
        INVALID,
        "Invalid value 50001 for parameter 'max_results' supplied. It must be at most 50000");
    assertRefused(
        mlflow.send("runs/search", of + "'max_results':0}"),
        400,
        INVALID,
        "Invalid value 0 for parameter 'max_results' supplied. It must be a positive integer");
    assertRefused(
        mlflow.send("runs/search", of + "'filter':'metrics.a <'}"), 400, INVALID, "character 12");
    assertRefused(
        mlflow.send("runs/search", of + "'filter':'things.a = 1'}"), 400, INVALID, "things");
    assertRefused(
        mlflow.send("runs/search", of + "'order_by':['nonsense']}"), 400, INVALID, "nonsense");
    assertRefused(
        mlflow.send("runs/search", of + "'run_view_type':'SOME'}"),
        400,
        INVALID,
        "it is one of [ACTIVE_ONLY, DELETED_ONLY, ALL]");
    assertRefused(
        mlflow.send("runs/search", "{'experiment_ids':['abc']}"),
        400,
        INVALID,
        "Invalid experiment ID 'abc'.");
    assertRefused(mlflow.send("experiments/search", "{'filter':'nme = 1'}"), 400, INVALID, "nme");
  }

  @Test
  void experiments_are_found_by_get_and_post() {
    String id = mlflow.newExperiment("mlflow to be found");
    String filter = "name = 'mlflow to be found'";
    for (JsonNode found :
        List.of(
            mlflow.get("experiments/search", "filter", filter, "max_results", "5"),
            api.post(
                    "/ajax-api/2.0/mlflow/experiments/search",
                    "{\"filter\":\"" + filter + "\",\"max_results\":5,\"view_type\":\"ALL\"}")
                .json())) {
      assertThat(found.get("experiments")).hasSize(1);
      assertThat(found.at("/experiments/0/experiment_id").asString()).isEqualTo(id);
    }
  }

  @Test
  void a_run_is_found_as_it_is_read_after_it_was_changed_elsewhere() {
    String experiment = mlflow.newExperiment("mlflow changed elsewhere");
    String parent = mlflow.newRun(experiment);
    String run = mlflow.newRun(experiment);
    for (String[] change :
        new String[][] {
          {
            "{\"name\":\"new\",\"notes\":\"# Why\",\"parent\":\"%s\"}".formatted(Ids.run(parent)),
            "new",
            "# Why",
            parent
          },
          {"{\"notes\":\"\",\"parent\":null}", "new", null, null}
        }) {
      api.send(
          api.request("/api/v1/runs/" + Ids.run(run))
              .method("PATCH", BodyPublishers.ofString(change[0])));

      JsonNode found =
          mlflow
              .post(
                  "runs/search",
                  "{'experiment_ids':['"
                      + experiment
                      + "'],'filter':'attributes.run_name = \\\"new\\\"'}")
              .at("/runs/0");
      assertThat(found).isEqualTo(mlflow.run(run));
      Map<String, String> tags = new HashMap<>();
      found
          .at("/data/tags")
          .forEach(t -> tags.put(t.get("key").asString(), t.get("value").asString()));
      assertThat(tags.get("mlflow.runName")).isEqualTo(change[1]);
      assertThat(tags.get("mlflow.note.content")).isEqualTo(change[2]);
      assertThat(tags.get("mlflow.parentRunId")).isEqualTo(change[3]);
    }
  }

  @Test
  void a_lost_run_is_found_as_running() {
    String experiment = mlflow.newExperiment("mlflow lost");
    run(experiment, "alive", 1);
    run(experiment, "lost", 1);
    database.update("update run set status = 'LOST' where name = 'lost'");
    String of = "{'experiment_ids':['" + experiment + "'],'filter':";

    for (String filter :
        List.of(
            "status = \\\"RUNNING\\\"",
            "attributes.status IN (\\\"running\\\")",
            "not status != \\\"RUNNING\\\"")) {
      assertThat(names(of + "'" + filter + "'}")).as(filter).containsOnly("lost", "alive");
    }
    for (String filter :
        List.of(
            "status != \\\"RUNNING\\\"",
            "status NOT IN (\\\"RUNNING\\\")",
            "status = \\\"FINISHED\\\"")) {
      assertThat(names(of + "'" + filter + "'}")).as(filter).isEmpty();
    }
  }
}

package dev.assay.mlflow;

import static dev.assay.mlflow.MlflowErrorsTest.assertRefused;
import static dev.assay.mlflow.MlflowTestServer.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServerTest
class MlflowRunsTest {
  private static final String INVALID = "INVALID_PARAMETER_VALUE";
  private static final String MISSING = "RESOURCE_DOES_NOT_EXIST";

  @Autowired TestApi api;
  private MlflowTestServer mlflow;

  @BeforeEach
  void server() {
    mlflow = new MlflowTestServer(api);
  }

  @Test
  void a_run_is_created_as_a_client_says() {
    JsonNode run =
        mlflow
            .post(
                "runs/create",
                """
                {'experimentId':'0','user_id':'ada','run_name':'first','start_time':'1700000000123','unknown':[1],
                 'tags':[{'key':'mlflow.source.git.commit','value':'abc'},{'key':'mlflow.note.content','value':'# Notes'},
                  {'key':'empty','value':''}]}""")
            .get("run");

    JsonNode info = run.get("info");
    String id = info.get("run_id").asString();
    assertThat(id).matches("[0-9a-f]{32}").isEqualTo(info.get("run_uuid").asString());
    assertThat(info.get("run_name").asString()).isEqualTo("first");
    assertThat(info.get("user_id").asString()).isEqualTo("ada");
    assertThat(info.get("status").asString()).isEqualTo("RUNNING");
    assertThat(info.get("start_time").isIntegralNumber()).isTrue();
    assertThat(info.get("start_time").asLong()).isEqualTo(1700000000123L);
    assertThat(info.has("end_time")).isFalse();
    assertThat(info.get("artifact_uri").asString())
        .isEqualTo("mlflow-artifacts:/0/" + id + "/artifacts");
    assertThat(info.get("lifecycle_stage").asString()).isEqualTo("active");
    JsonNode tags = mlflow.run(id).at("/data/tags");
    assertThat(value(tags, "mlflow.runName")).isEqualTo("first");
    assertThat(value(tags, "mlflow.note.content")).isEqualTo("# Notes");
    assertThat(value(tags, "empty")).isEmpty();
    String native_ = "/api/v1/runs/" + dashed(id);
    assertThat(api.get(native_ + "/provenance").body()).contains("\"abc\"");
    assertThat(mlflow.run(dashed(id)).at("/info/run_id").asString())
        .as("with dashes too")
        .isEqualTo(id);
  }

  private static String dashed(String id) {
    return id.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
  }

  @Test
  void a_run_is_a_part_of_the_run_that_a_tag_names() {
    String parent = mlflow.newRun();
    String child =
        mlflow
            .post(
                "runs/create",
                "{'experiment_id':'0','tags':[{'key':'mlflow.parentRunId','value':'"
                    + parent
                    + "'}]}")
            .at("/run/info/run_id")
            .asString();

    assertThat(api.get("/api/v1/runs/" + dashed(child)).json().get("parent").asString())
        .isEqualTo(dashed(parent));
    assertThat(value(mlflow.run(child).at("/data/tags"), "mlflow.parentRunId")).isEqualTo(parent);
  }

  @Test
  void names_that_differ_are_refused() {
    assertRefused(
        mlflow.send(
            "runs/create",
            "{'experiment_id':'0','run_name':'a','tags':[{'key':'mlflow.runName','value':'b'}]}"),
        400,
        INVALID,
        "(run_name='a', mlflow.runName='b')");
  }

  @Test
  void a_run_goes_from_every_state_to_every_other() {
    String run = mlflow.newRun();
    List<String> states =
        List.of("FINISHED", "RUNNING", "FAILED", "KILLED", "SCHEDULED", "FINISHED", "SCHEDULED");
    for (String state : states) {
      JsonNode info =
          mlflow
              .post("runs/update", "{'run_id':'" + run + "','status':'" + state + "'}")
              .get("run_info");
      assertThat(info.get("status").asString()).isEqualTo(state);
    }
    mlflow.post("runs/update", "{'run_id':'" + run + "','status':3,'end_time':'2000'}");
    JsonNode info = mlflow.run(run).get("info");
    assertThat(info.get("status").asString()).isEqualTo("FINISHED");
    assertThat(info.get("end_time").asLong()).isEqualTo(2000);
    mlflow.post("runs/log-metric", "{'run_id':'" + run + "','key':'late','value':1,'timestamp':1}");
    assertRefused(
        mlflow.send("runs/update", "{'run_id':'" + run + "','status':'DONE'}"),
        400,
        INVALID,
        "Invalid value \"DONE\" for parameter 'status' supplied: it is one of");
  }

  @Test
  void the_name_and_its_tag_are_one() {
    String run = mlflow.newRun();
    mlflow.post("runs/update", "{'run_id':'" + run + "','run_name':'b'}");
    assertThat(value(mlflow.run(run).at("/data/tags"), "mlflow.runName")).isEqualTo("b");
    mlflow.post("runs/set-tag", "{'run_id':'" + run + "','key':'mlflow.runName','value':'c'}");
    assertThat(mlflow.run(run).at("/info/run_name").asString()).isEqualTo("c");
  }

  @Test
  void a_deleted_run_takes_nothing_until_it_is_restored() {
    String run = mlflow.newRun();
    mlflow.post("runs/delete", "{'run_id':'" + run + "'}");
    mlflow.post("runs/delete", "{'run_id':'" + run + "'}");

    assertThat(mlflow.run(run).at("/info/lifecycle_stage").asString()).isEqualTo("deleted");
    String in = "{'run_id':'" + run + "','key':'k','value':'1','timestamp':1,'metrics':[]}";
    for (String path :
        List.of(
            "runs/log-metric",
            "runs/log-parameter",
            "runs/set-tag",
            "runs/delete-tag",
            "runs/update",
            "runs/log-batch",
            "runs/log-inputs")) {
      assertRefused(
          mlflow.send(path, in),
          400,
          INVALID,
          "The run " + run + " must be in the 'active' state. Current state is deleted.");
    }
    mlflow.post("runs/restore", "{'run_id':'" + run + "'}");
    mlflow.post("runs/restore", "{'run_id':'" + run + "'}");
    mlflow.post("runs/log-metric", in);
  }

  @Test
  void params_never_change() {
    String run = mlflow.newRun();
    String param = "{'run_id':'" + run + "','key':'lr','value':'%s'}";
    mlflow.post("runs/log-parameter", param.formatted("0.1"));
    mlflow.post("runs/log-parameter", param.formatted("0.1"));

    assertRefused(
        mlflow.send("runs/log-parameter", param.formatted("0.2")),
        400,
        INVALID,
        "Changing param values is not allowed. Param with key='lr' was already logged with value='0.1' for run ID='"
            + run
            + "'. Attempted logging new value '0.2'.");
    assertRefused(
        mlflow.send(
            "runs/log-batch",
            "{'run_id':'"
                + run
                + "','params':[{'key':'new','value':'1'},{'key':'lr','value':'0.2'}],"
                + "'metrics':[{'key':'m','value':1,'timestamp':1}],'tags':[{'key':'t','value':''}]}"),
        400,
        INVALID,
        "Changing param values is not allowed. Params were already logged='[{'key': 'lr', 'old_value': '0.1', 'new_value': '0.2'}]'");
    JsonNode data = mlflow.run(run).get("data");
    assertThat(data.get("params")).as("nothing of the batch was kept").hasSize(1);
    assertThat(data.has("metrics")).isFalse();
    assertThat(data.get("tags").toString()).doesNotContain("\"t\"");
  }

  @Test
  void of_clients_that_set_a_param_at_once_one_wins_and_the_others_are_told() throws Exception {
    for (int round = 0; round < 5; round++) {
      String run = mlflow.newRun();
      List<Future<Answer>> answers = new ArrayList<>();
      try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 8; i++) {
          String value = "value " + i;
          answers.add(
              clients.submit(
                  () ->
                      mlflow.send(
                          "runs/log-parameter",
                          "{'run_id':'" + run + "','key':'p','value':'" + value + "'}")));
        }
      }
      int won = 0;
      for (Future<Answer> answer : answers) {
        if (answer.get().status() == 200) {
          won++;
        } else {
          assertRefused(answer.get(), 400, INVALID, "Changing param values is not allowed.");
        }
      }
      assertThat(won).isEqualTo(1);
      assertThat(mlflow.run(run).at("/data/params")).hasSize(1);
    }
  }

  @Test
  void what_is_too_long_is_cut_or_refused_as_mlflow_does() {
    String run = mlflow.newRun();
    mlflow.post(
        "runs/log-batch",
        "{'run_id':'"
            + run
            + "','params':[{'key':'p','value':'"
            + "é".repeat(6001)
            + "'},{'key':'fits','value':'"
            + "\\n".repeat(6000)
            + "'}],'tags':[{'key':'t','value':'"
            + "x".repeat(8001)
            + "'}]}");
    JsonNode data = mlflow.run(run).get("data");
    assertThat(value(data.get("params"), "p")).hasSize(6000);
    assertThat(value(data.get("params"), "fits")).hasSize(6000);
    assertThat(value(data.get("tags"), "t")).hasSize(8000);

    String longKey = "x".repeat(251);
    String in = "{'run_id':'" + run + "','key':'" + longKey + "','value':'1','timestamp':1}";
    assertRefused(
        mlflow.send("runs/log-metric", in),
        400,
        INVALID,
        "'Metric name' exceeds the maximum length of 250 characters");
    assertRefused(
        mlflow.send("runs/log-parameter", in),
        400,
        INVALID,
        "'Param key' exceeds the maximum length of 250 characters");
    assertRefused(
        mlflow.send("runs/set-tag", in),
        400,
        INVALID,
        "'key' exceeds the maximum length of 250 characters");
  }

  @Test
  void names_must_be_names_of_files() {
    String run = mlflow.newRun();
    String in = "{'run_id':'" + run + "','key':'%s','value':'1','timestamp':1}";
    for (String path : List.of("runs/log-metric", "runs/log-parameter", "runs/set-tag")) {
      assertRefused(
          mlflow.send(path, in.formatted("a?b")),
          400,
          INVALID,
          "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).");
      for (String name : List.of("../a", "/a", "a//b", "a/", "./a", "a/../b", ".", "..")) {
        assertRefused(
            mlflow.send(path, in.formatted(name)), 400, INVALID, "This name would resolve to '");
      }
      mlflow.post(path, in.formatted("a/b.c-d e:é_1"));
      assertRefused(
          mlflow.send(path, in.formatted("")),
          400,
          INVALID,
          "Missing value for required parameter 'key'. See the API docs for more information about request parameters.");
    }
  }

  @Test
  void a_batch_has_limits() {
    String run = mlflow.newRun();
    String metric = "{'key':'m','value':1,'timestamp':1}";
    assertRefused(
        batch(run, 1001, 0, 0),
        400,
        INVALID,
        "A batch logging request can contain at most 1000 metrics. Got 1001 metrics. Please split up metrics across multiple requests and try again.");
    assertRefused(
        batch(run, 0, 101, 0), 400, INVALID, "can contain at most 100 params. Got 101 params.");
    assertRefused(
        batch(run, 0, 0, 101), 400, INVALID, "can contain at most 100 tags. Got 101 tags.");
    assertRefused(
        batch(run, 900, 51, 50),
        400,
        INVALID,
        "can contain at most 1000 metrics, params, and tags. Got 1001 metrics, params, and tags.");
    assertThat(batch(run, 800, 100, 100).status()).isEqualTo(200);
    assertRefused(
        mlflow.send(
            "runs/log-batch", "{'run_id':'" + run + "','x':'" + "x".repeat(1_000_000) + "'}"),
        400,
        INVALID,
        "Batched logging API requests must be at most 1000000 bytes, got a request of size 10000");
    assertRefused(
        mlflow.send(
            "runs/log-batch",
            "{'run_id':'" + run + "','params':[{'key':'w','value':'1'},{'key':'w','value':'1'}]}"),
        400,
        INVALID,
        "Duplicate parameter keys have been submitted: ['w'].");
    assertRefused(
        mlflow.send("runs/log-batch", "{'run_id':'" + run + "','metrics':[" + metric + ",{}]}"),
        400,
        INVALID,
        "Missing value for required parameter 'metrics[1].key'.");
  }

  private Answer batch(String run, int metrics, int params, int tags) {
    List<String> m = new ArrayList<>();
    for (int i = 0; i < metrics; i++) {
      m.add("{'key':'m','value':1,'timestamp':1,'step':" + i + "}");
    }
    return mlflow.send(
        "runs/log-batch",
        "{'run_id':'%s','metrics':[%s],'params':[%s],'tags':[%s]}"
            .formatted(run, String.join(",", m), keys(params), keys(tags)));
  }

  private static String keys(int n) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      all.add("{'key':'k" + i + "','value':'1'}");
    }
    return String.join(",", all);
  }

  @Test
  void what_is_of_the_wrong_kind_is_named() {
    String run = mlflow.newRun();
    assertRefused(
        mlflow.send(
            "runs/log-metric", "{'run_id':'" + run + "','key':'k','value':'x','timestamp':1}"),
        400,
        INVALID,
        "Invalid value \"x\" for parameter 'value' supplied:  Hint: Value was of type 'str'.");
    assertRefused(
        mlflow.send(
            "runs/log-metric", "{'run_id':'" + run + "','key':'k','value':1,'timestamp':-1}"),
        400,
        INVALID,
        "Invalid value -1 for parameter 'timestamp' supplied: metric 'k' (value=1.0). Timestamp must be a nonnegative long (64-bit integer)");
    assertRefused(
        mlflow.send(
            "runs/log-metric",
            "{'run_id':'" + run + "','key':'k','value':1,'timestamp':1,'step':-1}"),
        400,
        INVALID,
        "Invalid value -1 for parameter 'step' supplied");
    assertRefused(
        mlflow.send("runs/log-batch", "{'run_id':'" + run + "','metrics':{}}"),
        400,
        INVALID,
        "Invalid value {} for parameter 'metrics' supplied:  Hint: Value was of type 'dict'.");
    assertRefused(
        mlflow.send("runs/log-metric", "{'run_id':7}"), 400, INVALID, "was of type 'int'");
    assertRefused(mlflow.send("runs/create", "nonsense"), 400, "BAD_REQUEST", "JSON");
    assertRefused(mlflow.send("runs/create", "[]"), 400, "BAD_REQUEST", "a JSON object");
    assertRefused(
        mlflow.send("runs/get", "{}"), 404, "ENDPOINT_NOT_FOUND", "POST /api/2.0/mlflow/runs/get");
    assertRefused(
        mlflow.send("runs/delete", "{'run_id':'" + run + "','runId':'" + run + "'}"),
        400,
        INVALID,
        "Request specifies both 'run_id' and 'runId'; provide only one of them.");
  }

  @Test
  void what_cannot_be_kept_is_refused_before_anything_is() {
    String run = mlflow.newRun();
    for (String tags :
        List.of(
            "[{'key':'t','value':'a\\u0000'}]",
            "[{'key':'mlflow.runName','value':'" + "x".repeat(251) + "'}]")) {
      assertRefused(
          mlflow.send(
              "runs/log-batch",
              "{'run_id':'"
                  + run
                  + "','metrics':[{'key':'m','value':1,'timestamp':1}],'tags':"
                  + tags
                  + "}"),
          400,
          INVALID,
          "tags[0].value");
    }
    assertThat(mlflow.run(run).get("data").has("metrics")).isFalse();
  }

  @Test
  void a_parent_that_is_no_run_is_only_a_tag() {
    for (String parent : List.of("7", "0".repeat(32), "")) {
      JsonNode run =
          mlflow.post(
              "runs/create",
              "{'experiment_id':'0','tags':[{'key':'mlflow.parentRunId','value':'"
                  + parent
                  + "'}]}");
      assertThat(value(run.at("/run/data/tags"), "mlflow.parentRunId")).isEqualTo(parent);
    }
  }

  @Test
  void json_in_json_is_read_as_old_clients_send_it() {
    Answer answer =
        api.post("/api/2.0/mlflow/runs/create", "\"{\\\"experiment_id\\\":\\\"0\\\"}\"");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void what_is_not_there_is_named() {
    String nobody = "0".repeat(32);
    assertRefused(
        mlflow.ask("runs/get", "run_id", nobody),
        404,
        MISSING,
        "Run with id=" + nobody + " not found");
    assertRefused(
        mlflow.send(
            "runs/log-metric", "{'run_id':'" + nobody + "','key':'k','value':1,'timestamp':1}"),
        404,
        MISSING,
        "Run with id=" + nobody + " not found");
    assertRefused(
        mlflow.ask("runs/get", "run_id", "abc"), 404, MISSING, "Run with id=abc not found");
    String run = mlflow.newRun();
    assertRefused(
        mlflow.send("runs/delete-tag", "{'run_id':'" + run + "','key':'none'}"),
        404,
        MISSING,
        "No tag with name: none in run with id " + run);
    assertRefused(
        mlflow.ask("runs/get"), 400, INVALID, "Missing value for required parameter 'run_id'.");
  }

  @Test
  void inputs_are_kept_with_what_they_were_for() {
    String run = mlflow.newRun();
    mlflow.post(
        "runs/log-inputs",
        "{'run_id':'"
            + run
            + "','datasets':[{'dataset':{'name':'iris','digest':'abc','source_type':'local','source':'here','schema':'{}'},"
            + "'tags':[{'key':'mlflow.data.context','value':'training'}]}]}");

    JsonNode input = mlflow.run(run).at("/inputs/dataset_inputs/0");
    assertThat(input.at("/dataset/source_type").asString()).isEqualTo("local");
    assertThat(input.at("/dataset").has("profile")).isFalse();
    assertThat(value(input.get("tags"), "mlflow.data.context")).isEqualTo("training");
    assertRefused(
        mlflow.send("runs/log-inputs", "{'run_id':'" + run + "','datasets':[{}]}"),
        400,
        INVALID,
        "Missing value for required parameter 'datasets[0].dataset'.");
    assertRefused(
        mlflow.send(
            "runs/log-inputs",
            "{'run_id':'"
                + run
                + "','datasets':[{'dataset':{'name':'iris','digest':'"
                + "x".repeat(37)
                + "','source_type':'l','source':'s'}}]}"),
        400,
        INVALID,
        "'digest' exceeds the maximum length of 36 characters");
  }

  @Test
  void models_of_old_clients_are_kept_in_a_tag() {
    String run = mlflow.newRun();
    for (String path : List.of("a", "b")) {
      mlflow.post(
          "runs/log-model",
          "{'run_id':'"
              + run
              + "','model_json':'{\\'artifact_path\\':\\'"
              + path
              + "\\',\\'run_id\\':\\'x\\'}'}");
    }
    assertThat(value(mlflow.run(run).at("/data/tags"), "mlflow.log-model.history"))
        .isEqualTo(
            "[{\"artifact_path\":\"a\",\"run_id\":\"x\"},{\"artifact_path\":\"b\",\"run_id\":\"x\"}]");
  }
}

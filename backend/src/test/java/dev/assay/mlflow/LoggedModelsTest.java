package dev.assay.mlflow;

import static dev.assay.mlflow.MlflowErrorsTest.assertRefused;
import static dev.assay.mlflow.MlflowTestServer.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServerTest
class LoggedModelsTest {
  private static final String INVALID = "INVALID_PARAMETER_VALUE";
  private static final String MISSING = "RESOURCE_DOES_NOT_EXIST";
  private static final String NOBODY = "m-01a210a5f11f7541bf06aea52afe5e81";

  @Autowired TestApi api;
  private RegistryTestServer mlflow;
  private MlflowTestServer runs;
  private String experiment;
  private String run;

  @BeforeEach
  void server() {
    mlflow = new RegistryTestServer(api);
    runs = new MlflowTestServer(api);
    experiment = runs.newExperiment("logged " + System.nanoTime());
    run = runs.newRun(experiment);
  }

  private String newModel(String name) {
    return mlflow
        .call(
            "POST",
            "logged-models",
            """
            {'experiment_id':'%s','name':'%s','model_type':'agent','source_run_id':'%s',
             'params':[{'key':'p','value':'1'}],'tags':[{'key':'t','value':'2'}]}"""
                .formatted(experiment, name, run))
        .at("/model/info/model_id")
        .asString();
  }

  private JsonNode model(String id) {
    return mlflow.call("GET", "logged-models/" + id, "").get("model");
  }

  private void logMetric(String model, String key, double value, int step, String dataset) {
    mlflow.call(
        "POST",
        "runs/log-metric",
        "{'run_id':'%s','key':'%s','value':%s,'timestamp':%d,'step':%d,'model_id':'%s','dataset_name':'%s','dataset_digest':'d'}"
            .formatted(run, key, value, 1000 + step, step, model, dataset));
  }

  private List<String> found(String more) {
    JsonNode models =
        mlflow
            .call(
                "POST",
                "logged-models/search",
                "{'experiment_ids':['%s']%s}".formatted(experiment, more))
            .path("models");
    return StreamSupport.stream(models.spliterator(), false)
        .map(m -> m.at("/info/name").asString())
        .toList();
  }

  @Test
  void a_model_is_logged_finished_tagged_and_deleted() {
    String id = newModel("first");
    assertThat(id).matches("m-[0-9a-f]{32}");
    JsonNode info = model(id).get("info");
    assertThat(info.get("status").asString()).isEqualTo("LOGGED_MODEL_PENDING");
    assertThat(info.get("artifact_uri").asString())
        .isEqualTo("mlflow-artifacts:/%s/models/%s/artifacts".formatted(experiment, id));
    assertThat(info.get("source_run_id").asString()).isEqualTo(run);
    assertThat(info.get("model_type").asString()).isEqualTo("agent");
    assertThat(info.get("creation_timestamp_ms").isIntegralNumber()).isTrue();

    JsonNode ready =
        mlflow.call(
            "PATCH",
            "logged-models/" + id,
            "{'model_id':'%s','status':'LOGGED_MODEL_READY'}".formatted(id));
    assertThat(ready.at("/model/info/status").asString()).isEqualTo("LOGGED_MODEL_READY");
    mlflow.call(
        "PATCH",
        "logged-models/" + id + "/tags",
        "{'tags':[{'key':'t','value':'3'},{'key':'a/b','value':'4'}]}");
    mlflow.call("DELETE", "logged-models/" + id + "/tags/a/b", "");
    assertThat(model(id).at("/info/tags").toString())
        .isEqualTo("[{\"key\":\"t\",\"value\":\"3\"}]");
    mlflow.call(
        "POST",
        "logged-models/" + id + "/params",
        "{'params':[{'key':'q','value':'5'},{'key':'p','value':'1'}]}");
    assertThat(value(model(id).at("/data/params"), "q")).isEqualTo("5");

    mlflow.call("DELETE", "logged-models/" + id, "");
    assertRefused(
        api.get("/api/2.0/mlflow/logged-models/" + id),
        404,
        MISSING,
        "Logged model with ID '%s' not found.".formatted(id));
    assertThat(runs.get("logged-models/" + id, "allow_deleted", "true").has("model")).isTrue();
    assertThat(found("")).isEmpty();
  }

  @Test
  void wrong_requests_are_refused_in_mlflows_words() {
    String id = newModel("refusing");
    assertRefused(
        mlflow.send("POST", "logged-models", "{'name':'x'}"),
        400,
        INVALID,
        "Missing value for required parameter 'experiment_id'.");
    assertRefused(
        mlflow.send("POST", "logged-models", "{'experiment_id':'999999'}"),
        404,
        MISSING,
        "No Experiment with id=999999 exists");
    assertRefused(
        mlflow.send(
            "POST", "logged-models", "{'experiment_id':'%s','name':'a/b'}".formatted(experiment)),
        400,
        INVALID,
        "Invalid model name ('a/b') provided. Model name must be a non-empty string and cannot contain the following characters: ('/', ':', '.', '%', '\"', \"'\")");
    assertRefused(
        mlflow.send("PATCH", "logged-models/" + id, "{'model_id':'" + id + "'}"),
        400,
        INVALID,
        "Missing value for required parameter 'status'.");
    assertRefused(
        mlflow.send("PATCH", "logged-models/" + NOBODY, "{'status':2}"),
        404,
        MISSING,
        "Logged model with ID '%s' not found.".formatted(NOBODY));
    assertRefused(
        mlflow.send("DELETE", "logged-models/" + id + "/tags/u", ""),
        404,
        MISSING,
        "No tag with key 'u' found for model with ID '%s'.".formatted(id));
    assertRefused(
        mlflow.send(
            "POST", "logged-models/" + id + "/params", "{'params':[{'key':'p','value':'other'}]}"),
        400,
        INVALID,
        "Changing param values is not allowed");
    assertRefused(
        mlflow.send(
            "POST",
            "runs/log-metric",
            "{'run_id':'%s','key':'k','value':1,'timestamp':1,'model_id':'%s'}"
                .formatted(run, NOBODY)),
        404,
        MISSING,
        "Logged model with ID '%s' not found.".formatted(NOBODY));
    assertRefused(
        mlflow.send("POST", "logged-models/search", "{}"),
        400,
        INVALID,
        "Missing value for required parameter 'experiment_ids'.");
  }

  @Test
  void what_is_measured_of_a_model_is_kept_once() {
    String id = newModel("measured");
    logMetric(id, "acc", 0.5, 1, "val");
    logMetric(id, "acc", 0.5, 1, "val");
    mlflow.call(
        "POST",
        "runs/log-batch",
        "{'run_id':'%s','metrics':[{'key':'acc','value':0.7,'timestamp':1002,'step':2,'model_id':'%s'},{'key':'plain','value':1,'timestamp':1}]}"
            .formatted(run, id));

    JsonNode metrics = model(id).at("/data/metrics");
    assertThat(metrics).hasSize(2);
    assertThat(metrics.get(0).get("dataset_name").asString()).isEqualTo("val");
    assertThat(metrics.get(0).get("run_id").asString()).isEqualTo(run);
    assertThat(metrics.get(1).get("value").asDouble()).isEqualTo(0.7);
    assertThat(metrics.get(1).has("dataset_name")).isFalse();
    assertThat(runs.run(run).at("/data/metrics")).hasSize(2);
  }

  @Test
  void a_run_shows_the_models_that_it_was_given_and_has_made() {
    String given = newModel("given");
    String made = newModel("made");
    mlflow.call(
        "POST",
        "runs/log-inputs",
        "{'run_id':'%s','models':[{'model_id':'%s'}]}".formatted(run, given));
    for (int i = 0; i < 2; i++) {
      mlflow.call(
          "POST",
          "runs/outputs",
          "{'run_id':'%s','models':[{'model_id':'%s','step':7}]}".formatted(run, made));
    }

    assertThat(runs.run(run).at("/inputs/model_inputs").toString())
        .isEqualTo("[{\"model_id\":\"" + given + "\"}]");
    assertThat(runs.run(run).at("/outputs/model_outputs").toString())
        .isEqualTo("[{\"model_id\":\"" + made + "\",\"step\":7}]");
    assertRefused(
        mlflow.send(
            "POST",
            "runs/outputs",
            "{'run_id':'%s','models':[{'model_id':'%s'}]}"
                .formatted(UUID.randomUUID().toString().replace("-", ""), made)),
        404,
        MISSING,
        "not found");
    mlflow.call("POST", "runs/delete", "{'run_id':'" + run + "'}");
    assertRefused(
        mlflow.send(
            "POST",
            "runs/outputs",
            "{'run_id':'%s','models':[{'model_id':'%s'}]}".formatted(run, made)),
        400,
        INVALID,
        "must be in the 'active' state");
  }

  @Test
  void models_are_found_by_what_is_known_of_them() {
    String good = newModel("good");
    String bad = newModel("bad");
    logMetric(good, "acc", 0.9, 1, "val");
    logMetric(good, "acc", 0.4, 2, "test");
    logMetric(bad, "acc", 0.5, 1, "val");
    newModel("unmeasured");

    assertThat(found("")).containsExactly("unmeasured", "bad", "good");
    assertThat(found(filter("metrics.acc > 0.8"))).containsExactly("good");
    assertThat(found(filter("metrics.acc < 0.45"))).containsExactly("good");
    assertThat(found(filter("params.p = '1' AND tags.t = '2' AND name = 'bad'")))
        .containsExactly("bad");
    assertThat(found(filter("source_run_id = '" + run + "' AND model_id = '" + bad + "'")))
        .containsExactly("bad");
    assertThat(found(filter("status = 'PENDING' AND creation_timestamp > 0"))).hasSize(3);
    assertThat(found(",'order_by':[{'field_name':'metrics.acc','ascending':false}]"))
        .containsExactly("bad", "good", "unmeasured");
    assertThat(
            found(
                ",'order_by':[{'field_name':'metrics.acc','ascending':false,'dataset_name':'val'}]"))
        .containsExactly("good", "bad", "unmeasured");
    assertThat(found(",'order_by':[{'field_name':'name'}]"))
        .containsExactly("bad", "good", "unmeasured");
    assertThat(found(",'datasets':[{'dataset_name':'test','dataset_digest':'d'}]"))
        .containsExactly("good");
    assertThat(found(filter("metrics.acc > 0.8") + ",'datasets':[{'dataset_name':'test'}]"))
        .isEmpty();
  }

  private static String filter(String text) {
    return ",'filter':'" + text.replace("'", "\\u0027") + "'";
  }

  @Test
  void searches_are_read_page_by_page() {
    newModel("one");
    newModel("two");
    String search = "{'experiment_ids':['" + experiment + "'],'max_results':1";
    JsonNode first = mlflow.call("POST", "logged-models/search", search + "}");
    assertThat(first.at("/models/0/info/name").asString()).isEqualTo("two");
    String token = first.get("next_page_token").asString();
    JsonNode second =
        mlflow.call("POST", "logged-models/search", search + ",'page_token':'" + token + "'}");
    assertThat(second.at("/models/0/info/name").asString()).isEqualTo("one");
    assertThat(second.has("next_page_token")).isFalse();
    assertRefused(
        mlflow.send(
            "POST",
            "logged-models/search",
            search + filter("name = 'one'") + ",'page_token':'" + token + "'}"),
        400,
        INVALID,
        "it must come from an earlier page");
  }

  @Test
  void files_of_a_model_are_listed() {
    String id = newModel("files");
    for (String path : new String[] {"MLmodel", "data/weights.bin"}) {
      int status =
          api.put(
                  "/api/2.0/mlflow-artifacts/artifacts/%s/models/%s/artifacts/%s"
                      .formatted(experiment, id, path),
                  "bytes")
              .status();
      assertThat(status).isEqualTo(200);
    }

    String directories = "logged-models/" + id + "/artifacts/directories";
    JsonNode top = mlflow.call("GET", directories, "");
    assertThat(top.get("root_uri").asString())
        .isEqualTo(model(id).at("/info/artifact_uri").asString());
    assertThat(top.get("files").toString())
        .isEqualTo(
            "[{\"path\":\"MLmodel\",\"is_dir\":false,\"file_size\":5},{\"path\":\"data\",\"is_dir\":true}]");
    assertThat(
            runs.get(directories, "artifact_directory_path", "data").at("/files/0/path").asString())
        .isEqualTo("data/weights.bin");
    assertRefused(
        runs.ask(directories, "artifact_directory_path", "../x"), 400, INVALID, "Invalid path");
  }

  @Test
  void a_version_of_a_logged_model_keeps_it_when_its_run_is_purged() {
    String kept = newModel("kept");
    String lost = newModel("lost");
    mlflow.call(
        "POST",
        "runs/outputs",
        "{'run_id':'%s','models':[{'model_id':'%s','step':7}]}".formatted(run, kept));
    String name = mlflow.newModel();
    String create = "{'name':'%s','source':'models:/%s'".formatted(name, kept);
    assertRefused(
        mlflow.send("POST", "model-versions/create", create + "}"),
        400,
        INVALID,
        "The model_id request parameter must identify the resource that contains the source.");
    JsonNode version =
        mlflow.call("POST", "model-versions/create", create + ",'model_id':'" + kept + "'}");
    assertThat(version.at("/model_version/run_id").asString()).isEqualTo(run);
    assertThat(
            runs.get("model-versions/get-download-uri", "name", name, "version", "1")
                .get("artifact_uri")
                .asString())
        .isEqualTo(model(kept).at("/info/artifact_uri").asString());
    assertThat(value(model(kept).at("/info/tags"), "mlflow.modelVersions"))
        .isEqualTo("[{\"name\": \"%s\", \"version\": 1}]".formatted(name));
    String lineage =
        api.get("/api/v1/models/" + name.replace(" ", "%20") + "/versions/1")
            .json()
            .get("lineage")
            .toString();
    assertThat(lineage).contains(kept).contains("\"checkpointStep\":7");

    mlflow.call("POST", "runs/delete", "{'run_id':'" + run + "'}");
    String uuid = run.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
    assertThat(api.post("/api/v1/runs/" + uuid + "/purge", "").status()).isEqualTo(204);
    assertThat(model(kept).at("/info/name").asString()).isEqualTo("kept");
    assertThat(api.get("/api/2.0/mlflow/logged-models/" + lost).status()).isEqualTo(404);
  }

  @Test
  void a_batch_with_a_metric_of_an_unknown_model_keeps_nothing() {
    assertRefused(
        mlflow.send(
            "POST",
            "runs/log-batch",
            "{'run_id':'%s','params':[{'key':'kept','value':'1'}],'metrics':[{'key':'m','value':1,'timestamp':1,'model_id':'m-%s'}]}"
                .formatted(run, "0".repeat(32))),
        404,
        MISSING,
        "not found");
    assertThat(new MlflowTestServer(api).run(run).get("data").has("params")).isFalse();
  }

  @Test
  void more_models_than_are_read_at_once_come_in_pages() {
    for (int i = 0; i < 25; i++) {
      newModel("paged");
    }
    String of =
        "{'experiment_ids':['%s'],'filter':'name = \\\"paged\\\"','max_results':13"
            .formatted(experiment);
    JsonNode first = mlflow.call("POST", "logged-models/search", of + "}");
    String token = first.get("next_page_token").asString();
    JsonNode second =
        mlflow.call("POST", "logged-models/search", of + ",'page_token':'" + token + "'}");

    assertThat(first.get("models")).hasSize(13);
    assertThat(second.get("models")).hasSize(12);
    assertThat(second.has("next_page_token")).isFalse();
  }
}

package dev.assay.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServerTest
class ArtifactProxyTest {
  private static final String PROXY = "/api/2.0/mlflow-artifacts/";

  @Autowired TestApi api;

  /** {@code EXPERIMENT/RUN/artifacts}. */
  private String root;

  private String runId;

  @BeforeEach
  void makeRun() {
    JsonNode run = api.post("/api/v1/runs", "{\"experiment\":\"mlflow artifacts\"}").json();
    runId = run.get("id").asString().replace("-", "");
    root = "%s/%s/artifacts".formatted(run.get("experimentId").asString(), runId);
  }

  private Answer put(String path, String body) {
    return api.put(PROXY + "artifacts/" + root + "/" + path, body);
  }

  private String get(String path) {
    return api.get(PROXY + "artifacts/" + root + "/" + path).body();
  }

  @Test
  void a_file_goes_up_and_comes_back() {
    assertThat(put("model/a%20b.txt", "content").body()).isEqualTo("{}");

    assertThat(get("model/a%20b.txt")).isEqualTo("content");
    assertThat(
            api.get("/ajax-api/2.0/mlflow-artifacts/artifacts/" + root + "/model/a%20b.txt").body())
        .isEqualTo("content");
  }

  @Test
  void a_folder_is_listed_by_names_and_a_run_by_paths() {
    put("model/MLmodel", "12345");
    put("model/data/x", "1");

    assertThat(api.get(PROXY + "artifacts?path=" + root + "/model").body())
        .isEqualTo(
            "{\"files\":[{\"path\":\"MLmodel\",\"is_dir\":false,\"file_size\":5},"
                + "{\"path\":\"data\",\"is_dir\":true}]}");
    assertThat(api.get("/api/2.0/mlflow/artifacts/list?run_id=" + runId + "&path=model").body())
        .isEqualTo(
            "{\"root_uri\":\"mlflow-artifacts:/%s\",\"files\":[".formatted(root)
                + "{\"path\":\"model/MLmodel\",\"is_dir\":false,\"file_size\":5},"
                + "{\"path\":\"model/data\",\"is_dir\":true}]}");
  }

  @Test
  void a_file_or_a_folder_is_deleted() {
    put("a/1", "x");
    put("a/2", "x");

    assertThat(api.delete(PROXY + "artifacts/" + root + "/a").body()).isEqualTo("{}");

    assertThat(api.delete(PROXY + "artifacts/" + root + "/a").body())
        .as("what is not there")
        .isEqualTo("{}");
    Answer gone = api.get(PROXY + "artifacts/" + root + "/a/1");
    assertThat(gone.status()).isEqualTo(404);
    assertThat(gone.json().get("error_code").asString()).isEqualTo("RESOURCE_DOES_NOT_EXIST");
  }

  @Test
  void a_file_of_a_logged_model_is_apart_from_those_of_runs() {
    String experiment = root.substring(0, root.indexOf('/'));
    String id =
        api.post(
                "/api/2.0/mlflow/logged-models",
                "{\"experiment_id\":\"%s\",\"name\":\"a\"}".formatted(experiment))
            .json()
            .at("/model/info/model_id")
            .asString();
    String model = experiment + "/models/" + id + "/artifacts";

    api.put(PROXY + "artifacts/" + model + "/MLmodel", "a model");

    assertThat(api.get(PROXY + "artifacts/" + model + "/MLmodel").body()).isEqualTo("a model");
    String other = experiment + "/models/m-" + runId + "/artifacts";
    assertThat(api.put(PROXY + "artifacts/" + other + "/MLmodel", "x").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "/etc/passwd", "1/..", "%252e%252e/x"})
  void a_path_that_leads_elsewhere_is_refused(String path) {
    Answer refused = api.get(PROXY + "artifacts?path=" + path);

    assertThat(refused.status()).isIn(400, 404);
    assertThat(refused.json().has("error_code")).isTrue();
    assertThat(api.get("/api/2.0/mlflow/artifacts/list?run_id=" + runId + "&path=" + path).status())
        .isEqualTo(400);
  }

  @Test
  void what_is_no_run_has_no_artifacts() {
    Answer other = api.put(PROXY + "artifacts/1/" + "0".repeat(32) + "/artifacts/a", "x");

    assertThat(other.status()).isEqualTo(404);
    assertThat(api.put(PROXY + "artifacts/999999/" + runId + "/artifacts/a", "x").status())
        .isEqualTo(404);
    assertThat(api.put(PROXY + "artifacts/elsewhere", "x").status()).isEqualTo(404);
    for (Answer missing :
        List.of(other, api.get("/api/2.0/mlflow/artifacts/list?run_id=" + "0".repeat(32)))) {
      assertThat(missing.json().get("message").asString())
          .isEqualTo("Run with id=%s not found".formatted("0".repeat(32)));
    }
  }

  @Test
  void parts_are_sent_without_a_token_to_where_the_answer_says() throws Exception {
    String create = PROXY + "mpu/create/" + root + "/model";
    JsonNode created =
        api.post(create, "{\"path\":\"/home/me/weights.bin\",\"num_parts\":2}").json();
    JsonNode credentials = created.get("credentials");
    StringBuilder parts = new StringBuilder();
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (JsonNode credential : credentials) {
        var response =
            http.send(
                HttpRequest.newBuilder(URI.create(credential.get("url").asString()))
                    .PUT(BodyPublishers.ofString("part" + credential.get("part_number")))
                    .build(),
                BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        parts
            .append(parts.isEmpty() ? "" : ",")
            .append(
                TestApi.JSON
                    .createObjectNode()
                    .put("part_number", credential.get("part_number").asInt())
                    .put("etag", response.headers().firstValue("ETag").orElseThrow())
                    .put("url", credential.get("url").asString()));
      }
    }
    String complete =
        "{\"path\":\"/home/me/weights.bin\",\"upload_id\":\"%s\",\"parts\":[%s]}"
            .formatted(created.get("upload_id").asString(), parts);

    assertThat(api.post(PROXY + "mpu/complete/" + root + "/other", complete).status())
        .isEqualTo(404);
    Answer done = api.post(PROXY + "mpu/complete/" + root + "/model", complete);

    assertThat(done.body()).isEqualTo("{}");
    assertThat(api.post(PROXY + "mpu/complete/" + root + "/model", complete).body())
        .as("again, by a client that did not wait for the answer")
        .isEqualTo("{}");
    assertThat(get("model/weights.bin")).isEqualTo("part1part2");
    assertThat(api.post(PROXY + "mpu/abort/" + root + "/model", complete).status()).isEqualTo(404);
  }
}

package dev.assay.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/** MLflow's REST with all of its methods, as clients of the registry use it. */
record RegistryTestServer(TestApi api) {
  private static final AtomicInteger NAMES = new AtomicInteger();

  /**
   * @param body with single quotes for double ones
   */
  Answer send(String method, String path, String body) {
    return api.send(
        api.request("/api/2.0/mlflow/" + path)
            .method(method, BodyPublishers.ofString(body.replace('\'', '"'))));
  }

  JsonNode call(String method, String path, String body) {
    Answer answer = send(method, path, body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  /** The name of a registered model that was not there before. */
  String newModel() {
    String name = "model " + NAMES.incrementAndGet();
    call("POST", "registered-models/create", "{'name':'" + name + "'}");
    return name;
  }

  /** The version's number. */
  String newVersion(String model, String source) {
    String body = "{'name':'%s','source':'%s'}".formatted(model, source);
    return call("POST", "model-versions/create", body).at("/model_version/version").asString();
  }

  JsonNode version(String model, String number) {
    return call(
            "GET", "model-versions/get", "{'name':'%s','version':'%s'}".formatted(model, number))
        .get("model_version");
  }
}

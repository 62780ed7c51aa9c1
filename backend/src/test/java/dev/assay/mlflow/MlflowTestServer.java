package dev.assay.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** MLflow's REST as a client without a library uses it. */
record MlflowTestServer(TestApi api) {
  private static final String BASE = "/api/2.0/mlflow/";

  Answer send(String path, String body) {
    return api.post(BASE + path, body.replace('\'', '"'));
  }

  JsonNode post(String path, String body) {
    Answer answer = send(path, body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  /**
   * @param query names and values one after the other
   */
  Answer ask(String path, String... query) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < query.length; i += 2) {
      parts.add(query[i] + "=" + URLEncoder.encode(query[i + 1], StandardCharsets.UTF_8));
    }
    return api.get(BASE + path + "?" + String.join("&", parts));
  }

  JsonNode get(String path, String... query) {
    Answer answer = ask(path, query);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  String newExperiment(String name) {
    return post("experiments/create", "{'name':'" + name + "'}").get("experiment_id").asString();
  }

  String newRun() {
    return newRun("0");
  }

  String newRun(String experiment) {
    return post("runs/create", "{'experiment_id':'" + experiment + "','start_time':1000}")
        .at("/run/info/run_id")
        .asString();
  }

  JsonNode run(String id) {
    return get("runs/get", "run_id", id).get("run");
  }

  /** The value of a tag, param or metric in a list of them. */
  static String value(JsonNode list, String key) {
    for (JsonNode item : list) {
      if (item.get("key").asString().equals(key)) {
        return item.get("value").asString();
      }
    }
    throw new AssertionError("no " + key + " in " + list);
  }
}

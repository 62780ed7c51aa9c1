package dev.assay.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ServerTest
class MlflowErrorsTest {
  @Autowired TestApi api;

  @Test
  void an_unknown_address_is_an_endpoint_that_was_not_found() {
    for (String path :
        new String[] {
          "/api/2.0/mlflow/nothing", "/api/3.0/mlflow/traces", "/ajax-api/2.0/mlflow/nothing"
        }) {
      assertRefused(api.get(path), 404, "ENDPOINT_NOT_FOUND", "there is no address GET " + path);
      assertRefused(
          api.post(path, "{}"), 404, "ENDPOINT_NOT_FOUND", "there is no address POST " + path);
    }
  }

  @Test
  void who_is_not_let_in_reads_why_as_mlflow_says_it() {
    for (String path : new String[] {"/api/2.0/mlflow/runs/get", "/ajax-api/2.0/mlflow/x"}) {
      assertRefused(
          api.send(api.anonymous(path).GET()),
          401,
          "UNAUTHENTICATED",
          "a token or a user name and password is needed");
    }
    assertThat(api.send(api.anonymous("/version").GET()).status()).isEqualTo(401);
  }

  @Test
  void what_a_filter_refuses_reads_as_mlflow_says_it() {
    String large = "{\"x\":\"" + "x".repeat(9 << 20) + "\"}";
    assertRefused(
        api.post("/ajax-api/2.0/mlflow/runs/create", large),
        400,
        "INVALID_PARAMETER_VALUE",
        "the body is larger than 8 MB");
  }

  @Test
  void clients_learn_which_server_it_is() {
    assertThat(api.get("/version").body()).matches("\\d+\\.\\d+\\.\\d+");
    assertThat(api.get("/api/3.0/mlflow/server-info").json().get("store_type").asString())
        .isEqualTo("SqlStore");
  }

  static void assertRefused(Answer answer, int status, String code, String message) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("content-type")).startsWith("application/json");
    assertThat(answer.json().get("error_code").asString()).isEqualTo(code);
    assertThat(answer.json().get("message").asString()).contains(message);
  }

  @Test
  void a_small_body_that_becomes_a_large_tree_is_refused() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(("{\"metrics\":[{}" + ",{}".repeat(2_500_000) + "]}").getBytes(UTF_8));
    }
    Answer answer =
        api.send(
            api.request("/api/2.0/mlflow/runs/log-batch")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(packed.toByteArray())));

    assertRefused(answer, 400, "INVALID_PARAMETER_VALUE", "The body is too large: ");
  }

  @Test
  void the_character_that_cannot_be_kept_is_refused_wherever_it_stands() {
    String zero = "\\u0000";
    MlflowTestServer mlflow = new MlflowTestServer(api);
    String run = mlflow.newRun();
    for (String[] request :
        new String[][] {
          {"experiments/create", "{'name':'a" + zero + "'}", "name"},
          {"runs/create", "{'experiment_id':'0','run_name':'a" + zero + "'}", "run_name"},
          {"runs/create", "{'experiment_id':'0','user_id':'a" + zero + "'}", "user_id"},
          {"runs/search", "{'experiment_ids':['0'],'filter':'" + zero + "'}", "filter"},
          {"runs/search", "{'experiment_ids':['0'],'order_by':['" + zero + "']}", "order_by"},
          {"runs/log-metric", "{'run_id':'" + run + "','key':'" + zero + "'}", "key"},
          {"logged-models", "{'experiment_id':'0','name':'a" + zero + "'}", "name"},
          {"registered-models/create", "{'name':'a','description':'" + zero + "'}", "description"}
        }) {
      assertRefused(
          mlflow.send(request[0], request[1]), 400, "INVALID_PARAMETER_VALUE", request[2]);
    }
    assertRefused(
        mlflow.ask("experiments/get-by-name", "experiment_name", "a\0"),
        400,
        "INVALID_PARAMETER_VALUE",
        "it must not contain the character U+0000");
    assertThat(api.get("/api/2.0/mlflow/logged-models/m-%00").status()).isEqualTo(400);
  }
}

package dev.assay.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
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
}

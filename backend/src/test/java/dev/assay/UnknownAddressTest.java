package dev.assay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.TestApi.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ServerTest
class UnknownAddressTest {
  private static final String RUN = "/api/v1/runs/01890000-0000-7000-8000-000000000000";

  @Autowired TestApi api;

  private static void problem(Answer answer, int status) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.json().get("status").asInt()).isEqualTo(status);
  }

  @Test
  void a_method_that_an_address_does_not_have_is_405() {
    Answer answer = api.put(RUN, "{}");
    problem(answer, 405);
    assertThat(answer.header("Allow")).contains("GET");
    problem(api.post("/api/v1/experiments/1", "{}"), 405);
  }

  @Test
  void a_body_of_the_wrong_type_is_415() {
    problem(
        api.send(
            api.request(RUN + "/metrics")
                .setHeader("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{}"))),
        415);
  }

  @Test
  void an_address_that_nobody_serves_is_404_with_any_method() {
    problem(api.get("/api/v1/nothing"), 404);
    problem(api.post("/api/v2/runs", "{}"), 404);
    assertThat(api.send(api.request("/api/v1/nothing").DELETE()).json().get("detail").asString())
        .isEqualTo("there is no address DELETE /api/v1/nothing");
  }
}

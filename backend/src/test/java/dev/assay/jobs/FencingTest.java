package dev.assay.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import java.net.http.HttpRequest;
import java.util.UUID;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** An agent that comes back late cannot spoil the run of its successor. */
@ServerTest
class FencingTest {
  @Autowired TestApi api;
  @Autowired Leases leases;
  @Autowired DSLContext db;

  private String run = "";
  private String late = "";
  private String current = "";

  @BeforeEach
  void a_job_that_another_agent_goes_on_with() {
    db.execute(
        "update job set status = 'CANCELLED', lease_id = null, lease_expires_at = null where status in ('QUEUED', 'LEASED', 'PAUSED')");
    String agent =
        api.post(
                "/api/v1/agents",
                "{\"name\":\"fenced\",\"host\":\"h\",\"version\":\"1\",\"devices\":[]}")
            .json()
            .get("id")
            .asString();
    Answer job =
        api.post("/api/v1/jobs", "{\"recipe\":\"any\",\"experiment\":\"fences\",\"params\":{}}");
    run = job.json().get("runId").asString();
    late = lease(agent);
    api.post("/api/v1/runs/" + run + "/start", "{}");
    db.execute(
        "update job set lease_expires_at = now() - interval '1 second' where status = 'LEASED'");
    leases.expireLeases();
    current = lease(agent);
    api.post("/api/v1/runs/" + run + "/start", "{}");
  }

  private String lease(String agent) {
    Answer leased = api.post("/api/v1/agents/" + agent + "/lease", "{\"waitSeconds\":0}");
    assertThat(leased.status()).as(leased.body()).isEqualTo(200);
    return leased.json().get("leaseId").asString();
  }

  private Answer send(String lease, String method, String path, String body) {
    return api.send(
        api.anonymous(path.replace("RUN", run))
            .header("Authorization", "Bearer " + TestApi.ADMIN_TOKEN + "~" + lease)
            .method(method, HttpRequest.BodyPublishers.ofString(body.replace("RUN", run))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POST | /api/v1/runs/RUN/metrics | {"metrics":[{"name":"loss","steps":[1],"times":[1767225601000],"values":[7]}]}
          POST | /api/v1/runs/RUN/logs | {"lines":[{"stream":"stdout","text":"late"}]}
          PUT  | /api/v1/runs/RUN/tags | {"late":"yes"}
          PUT  | /api/v1/runs/RUN/artifacts/content?path=a.txt | late
          POST | /api/v1/runs/RUN/heartbeat | {}
          POST | /api/v1/runs/RUN/finish | {"status":"FAILED"}
          """)
  void a_late_agent_writes_nothing_and_its_successor_does(String method, String path, String body) {
    Answer refused = send(late, method, path, body);

    assertThat(refused.status()).as(refused.body()).isEqualTo(409);
    assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
    assertThat(refused.body()).contains("lease " + late + " is over");
    assertThat(api.get("/api/v1/runs/" + run + "/metrics").body()).doesNotContain("loss");
    assertThat(api.get("/api/v1/runs/" + run + "/logs").body()).doesNotContain("late");
    assertThat(api.get("/api/v1/runs/" + run).body())
        .doesNotContain("late")
        .contains("\"status\":\"RUNNING\"");
    assertThat(api.get("/api/v1/runs/" + run + "/artifacts").body()).doesNotContain("a.txt");

    Answer taken = send(current, method, path, body);
    assertThat(taken.status()).as(taken.body()).isBetween(200, 299);
  }

  @Test
  void a_late_client_of_mlflow_is_refused_in_its_own_words() {
    String batch =
        "{\"run_id\":\"%s\",\"metrics\":[{\"key\":\"loss\",\"value\":7,\"timestamp\":1767225601000,\"step\":1}]}"
            .formatted(run.replace("-", ""));
    Answer refused = send(late, "POST", "/api/2.0/mlflow/runs/log-batch", batch);

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().get("error_code").asString()).isEqualTo("RESOURCE_CONFLICT");
    assertThat(refused.json().get("message").asString()).contains("lease " + late + " is over");
    assertThat(api.get("/api/v1/runs/" + run + "/metrics").body()).doesNotContain("loss");
    assertThat(send(current, "POST", "/api/2.0/mlflow/runs/log-batch", batch).status())
        .isEqualTo(200);
  }

  @Test
  void a_late_agent_may_read_and_is_told_of_its_lease_in_the_leases_own_words() {
    assertThat(
            api.send(
                    api.anonymous("/api/v1/runs/" + run)
                        .header("Authorization", "Bearer " + TestApi.ADMIN_TOKEN + "~" + late)
                        .GET())
                .status())
        .isEqualTo(200);
    assertThat(send(late, "POST", "/api/v1/leases/" + late + "/heartbeat", "{}").status())
        .isEqualTo(409);
    assertThat(send(late, "POST", "/api/v1/leases/" + current + "/heartbeat", "{}").status())
        .as("the lease that is named counts")
        .isEqualTo(200);
  }

  @Test
  void a_wrong_token_is_refused_as_such_whatever_lease_it_carries() {
    for (String sent :
        new String[] {"wrong~" + current, "~" + current, "wrong~" + UUID.randomUUID()}) {
      Answer refused =
          api.send(
              api.anonymous("/api/v1/runs/" + run + "/tags")
                  .header("Authorization", "Bearer " + sent)
                  .PUT(HttpRequest.BodyPublishers.ofString("{\"a\":\"b\"}")));
      assertThat(refused.status()).as(sent).isEqualTo(401);
    }
    assertThat(send("no-lease", "PUT", "/api/v1/runs/RUN/tags", "{\"a\":\"b\"}").status())
        .isEqualTo(401);
  }
}

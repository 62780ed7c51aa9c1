package dev.assay.sweeps;

import static dev.assay.TestApi.JSON;
import static dev.assay.TestApi.fields;
import static dev.assay.TestApi.golden;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import java.net.http.HttpRequest;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServerTest
class SweepApiTest {
  private static final String ASKED =
      """
      name: asked
      experiment: sweeps over http
      objective: loss
      sampler: random
      parallel: 3
      budget: {trials: 4}
      pruner: {type: asha, minSteps: 1, maxSteps: 9, reduction: 2}
      space:
        x: {type: uniform, low: -5, high: 10}
      """;

  @Autowired TestApi api;
  @Autowired SweepLoop loop;
  @Autowired DSLContext db;

  @BeforeEach
  void an_empty_queue() {
    db.execute(
        "update job set status = 'CANCELLED', lease_id = null, lease_expires_at = null where status in ('QUEUED', 'LEASED', 'PAUSED')");
  }

  private Answer yaml(String path, String body) {
    return api.send(
        api.request(path)
            .setHeader("Content-Type", "application/yaml")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private String create(String yaml) {
    Answer created = yaml("/api/v1/sweeps", yaml);
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    return "/api/v1/sweeps/" + created.json().get("id").asString();
  }

  @Test
  void a_sweep_is_created_read_and_changed_as_the_documentation_shows() {
    Answer created = api.post("/api/v1/sweeps", golden("sweep-create.request.json"));
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    String sweep = "/api/v1/sweeps/" + created.json().get("id").asString();
    SmallAgent agent = new SmallAgent(api);
    var work = agent.take().orElseThrow();
    agent.log(work, "val/loss", 1, 3.5);
    agent.finish(work);
    loop.advance(SweepId.of(created.json().get("id").asString()));

    assertThat(fields(api.get(sweep).json()))
        .isEqualTo(fields(JSON.readTree(golden("sweep.response.json"))));
    assertThat(fields(api.get(sweep + "/trials").json()))
        .isEqualTo(fields(JSON.readTree(golden("sweep-trials.response.json"))));
    assertThat(fields(api.get(sweep + "/decisions").json()))
        .isEqualTo(fields(JSON.readTree(golden("sweep-decisions.response.json"))));
    Answer preview =
        api.post("/api/v1/sweeps/preview?count=3", golden("sweep-create.request.json"));
    assertThat(preview.json().get("configurations")).hasSize(3);
    assertThat(preview.json().get("estimate").get("trials").asInt()).isEqualTo(20);

    assertThat(api.post(sweep + "/pause", "{}").json().get("status").asString())
        .isEqualTo("PAUSED");
    assertThat(api.post(sweep + "/resume", "{}").json().get("status").asString())
        .isEqualTo("RUNNING");
    assertThat(api.post(sweep + "/stop", "{}").json().get("status").asString())
        .isEqualTo("STOPPED");
    assertThat(api.post(sweep + "/resume", "{}").json().get("status").asString())
        .isEqualTo("RUNNING");
    JsonNode extended = api.post(sweep + "/extend", "{\"trials\": 30}").json();
    assertThat(extended.get("status").asString()).isEqualTo("RUNNING");
    assertThat(extended.get("spec").get("budget").get("trials").asInt()).isEqualTo(30);
    assertThat(api.post(sweep + "/extend", "{\"trails\": 30}").body())
        .contains("did you mean trials?");
    assertThat(api.get(sweep + "/yaml").body()).contains("name: width and rate");
    assertThat(api.get("/api/v1/sweeps?limit=1").json().get("items").get(0).get("id"))
        .isEqualTo(extended.get("id"));
    api.post(sweep + "/stop", "{}");
  }

  @Test
  void all_that_is_wrong_is_in_the_problem() {
    Answer refused = yaml("/api/v1/sweeps", "name: n\nparalel: 3\nsampler: tpee\n");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().get("errors"))
        .extracting(e -> e.get("field").asString())
        .contains("experiment", "objective", "space", "sampler", "paralel");
    assertThat(refused.body()).contains("did you mean parallel?").contains("did you mean tpe?");
  }

  @Test
  void a_viewer_reads_and_does_nothing_else() {
    String sweep = create(ASKED);
    String token = viewer();
    assertThat(as(token, api.anonymous(sweep).GET())).isEqualTo(200);
    assertThat(as(token, api.anonymous("/api/v1/sweeps/schema").GET())).isEqualTo(200);
    for (String change :
        new String[] {"/stop", "/pause", "/resume", "/extend", "/ask", "/trials"}) {
      var post = api.anonymous(sweep + change).POST(HttpRequest.BodyPublishers.ofString("{}"));
      assertThat(as(token, post)).as(change).isEqualTo(403);
    }
    assertThat(api.get("/api/v1/sweeps/" + UUID.randomUUID()).status()).isEqualTo(404);
  }

  private String viewer() {
    String viewer = "assay_token-of-a-sweep-viewer-0123456789";
    db.execute(
        "with viewer as (insert into app_user (id, name, role, created_at)"
            + " values (gen_random_uuid(), 'sweep viewer', 'VIEWER', now()) returning id)"
            + " insert into api_token (id, user_id, name, token_hash, created_at)"
            + " select gen_random_uuid(), id, 'test', sha256(convert_to({0}, 'UTF8')), now() from viewer",
        DSL.val(viewer));
    return viewer;
  }

  private int as(String token, HttpRequest.Builder request) {
    return api.send(request.setHeader("Authorization", "Bearer " + token)).status();
  }

  @Test
  void a_program_outside_asks_reports_and_tells() {
    String sweep = create(ASKED);
    JsonNode first = api.post(sweep + "/ask", "{\"run\":true}").json();
    JsonNode second = api.post(sweep + "/ask", "{}").json();
    assertThat(first.get("number").asInt()).isZero();
    assertThat(first.get("runs")).hasSize(1);
    assertThat(second.get("runs")).isEmpty();
    assertThat(second.get("configuration").has("x")).isTrue();

    JsonNode good = api.post(sweep + "/trials/1/report", "{\"step\":1,\"value\":1}").json();
    assertThat(good.get("goOn").asBoolean()).isTrue();
    assertThat(api.post(sweep + "/trials/1/report", "{\"step\":1,\"value\":1}").body())
        .contains("it is above the one before, 1");
    JsonNode third = api.post(sweep + "/ask", "{}").json();
    JsonNode bad =
        api.post(sweep + "/trials/" + third.get("number") + "/report", "{\"step\":1,\"value\":2}")
            .json();
    assertThat(bad.get("goOn").asBoolean()).isFalse();
    assertThat(bad.get("reason").asString()).contains("pruned at rung 0");

    Answer told = api.post(sweep + "/trials/1/tell", "{\"values\":[0.5]}");
    assertThat(told.json().get("status").asString()).isEqualTo("FINISHED");
    assertThat(api.post(sweep + "/trials/1/tell", "{\"values\":[0.5]}").status()).isEqualTo(200);
    assertThat(api.post(sweep + "/trials/1/tell", "{\"values\":[0.7]}").status()).isEqualTo(409);
    assertThat(api.post(sweep + "/trials/0/tell", "{\"values\":[1,2]}").status()).isEqualTo(400);
    assertThat(api.post(sweep + "/trials/0/tell", "{}").status()).isEqualTo(400);
    JsonNode failed = api.post(sweep + "/trials/0/tell", "{\"failed\":\"no disk\"}").json();
    assertThat(failed.get("ended").asString()).isEqualTo("it failed outside: no disk");
    String run = first.get("runs").get(0).asString();
    assertThat(api.get("/api/v1/runs/" + run).json().get("status").asString()).isEqualTo("FAILED");

    assertThat(api.post(sweep + "/ask", "{}").status()).isEqualTo(201);
    Answer spent = api.post(sweep + "/ask", "{}");
    assertThat(spent.status()).isEqualTo(409);
    assertThat(spent.body()).contains("the budget of 4 trials is spent");
    api.post(sweep + "/trials/3/tell", "{\"values\":[null]}");
    assertThat(api.get(sweep).json().get("status").asString()).isEqualTo("FINISHED");
    assertThat(api.get(sweep).json().get("best").get("number").asInt()).isEqualTo(1);
  }

  @Test
  void a_run_that_ends_before_its_trial_is_told_of_loses_no_result() {
    String sweep = create(ASKED);
    JsonNode trial = api.post(sweep + "/ask", "{\"run\":true}").json();
    String run = "/api/v1/runs/" + trial.get("runs").get(0).asString();
    api.post(run + "/finish", "{\"status\":\"FINISHED\"}"); // as with mlflow.start_run() does
    api.post(sweep + "/pause", "{}"); // looks at what has ended
    Answer told = api.post(sweep + "/trials/0/tell", "{\"values\":[0.4]}");
    assertThat(told.status()).as(told.body()).isEqualTo(200);
    assertThat(told.json().get("values").get(0).asDouble()).isEqualTo(0.4);
  }

  @Test
  void the_run_of_a_program_outside_ends_with_the_sweep() {
    String sweep = create(ASKED);
    JsonNode trial = api.post(sweep + "/ask", "{\"run\":true}").json();
    api.post(sweep + "/stop", "{}");
    JsonNode run = api.get("/api/v1/runs/" + trial.get("runs").get(0).asString()).json();
    assertThat(run.get("status").asString()).isEqualTo("KILLED");
  }

  @Test
  void an_optimiser_outside_has_its_configurations_tried_by_agents() {
    String sweep = create(ASKED.replace("sampler: random", "sampler: none\nrecipe: branin"));
    assertThat(api.post(sweep + "/ask", "{}").status()).isEqualTo(409);
    assertThat(api.post(sweep + "/trials", "{\"configuration\":{\"x\":11}}").status())
        .isEqualTo(400);
    JsonNode trial = api.post(sweep + "/trials", "{\"configuration\":{\"x\":2.5}}").json();
    assertThat(trial.get("suggested").asString()).isEqualTo("chosen outside");
    SmallAgent agent = new SmallAgent(api);
    var work = agent.take().orElseThrow();
    assertThat(work.number("x")).isEqualTo(2.5);
    agent.log(work, "loss", 1, 7);
    agent.finish(work);
    loop.advance(SweepId.of(sweep.substring(sweep.lastIndexOf('/') + 1)));
    assertThat(api.get(sweep + "/trials/0").json().get("values").get(0).asDouble()).isEqualTo(7);
    assertThat(api.post(sweep + "/trials/0/tell", "{\"values\":[1]}").status()).isEqualTo(409);
  }
}

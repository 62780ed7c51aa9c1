package dev.assay.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.runs.Params;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.RunStatus;
import dev.assay.runs.Runs;
import dev.assay.team.Account;
import dev.assay.team.Role;
import dev.assay.team.UserId;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Work that goes on from a checkpoint: in its run, or in one of its own. */
@ServerTest
class ForksTest {
  @Autowired TestApi api;
  @Autowired Forks forks;
  @Autowired Jobs jobs;
  @Autowired Runs runs;
  @Autowired DSLContext db;

  private String agent = "";

  @BeforeEach
  void an_empty_queue_and_an_agent() {
    db.execute(
        "update job set status = 'CANCELLED', lease_id = null, lease_expires_at = null where status"
            + " in ('QUEUED', 'LEASED', 'PAUSED')");
    agent =
        api.post("/api/v1/agents", TestApi.golden("agent-register.request.json"))
            .json()
            .get("id")
            .asString();
  }

  private JsonNode submit() {
    Answer answer =
        api.post(
            "/api/v1/jobs",
            "{\"recipe\":\"pretrain\",\"experiment\":\"forks\",\"params\":{\"training\":{\"steps\":1000}}}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer.json();
  }

  private JsonNode lease() {
    Answer leased = api.post("/api/v1/agents/" + agent + "/lease", "{\"waitSeconds\":0}");
    assertThat(leased.status()).isEqualTo(200);
    return leased.json();
  }

  /** Ends as it is said, with what it measured up to step 1000 and a checkpoint. */
  private JsonNode done(String outcome, long checkpoint) {
    JsonNode job = submit();
    String lease = lease().get("leaseId").asString();
    String run = job.get("runId").asString();
    expect(
        200,
        api.post("/api/v1/runs/" + run + "/start", "{\"params\":{\"training\":{\"steps\":1000}}}"));
    expect(
        200,
        api.post(
            "/api/v1/runs/" + run + "/metrics",
            "{\"metrics\":[{\"name\":\"train/loss\",\"steps\":[400,800,1000],\"values\":[3,2,1]}]}"));
    if (checkpoint > 0) {
      keep(run, "checkpoints/last/training.json", "{\"format\":1,\"step\":" + checkpoint + "}");
      keep(run, "checkpoints/last/model.safetensors", "weights");
      keep(run, "checkpoints/best/training.json", "{\"format\":1,\"step\":400}");
    }
    String failure = outcome.equals("FAILED") ? ",\"failure\":\"out of memory\"" : "";
    expect(
        200,
        api.post(
            "/api/v1/leases/" + lease + "/finish",
            "{\"outcome\":\"%s\"%s}".formatted(outcome, failure)));
    return job;
  }

  private void keep(String run, String path, String content) {
    Answer kept = api.put("/api/v1/runs/" + run + "/artifacts/content?path=" + path, content);
    assertThat(kept.status()).as(kept.body()).isBetween(200, 201);
  }

  private static Answer expect(int status, Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    return answer;
  }

  private Answer fork(JsonNode job, String body) {
    return api.post("/api/v1/jobs/" + job.get("id").asString() + "/fork", body);
  }

  private String runOf(JsonNode job) {
    return job.get("runId").asString();
  }

  @Test
  void a_fork_has_the_history_up_to_the_checkpoint_and_goes_on_with_other_params() {
    JsonNode job = done("FINISHED", 800);

    JsonNode forked =
        expect(
                201,
                fork(
                    job,
                    "{\"step\":950,\"name\":\"longer\",\"params\":{\"training\":{\"steps\":2000}}}"))
            .json();

    assertThat(forked.get("status").asString()).isEqualTo("QUEUED");
    assertThat(forked.get("recipe").asString()).isEqualTo("pretrain");
    Run run = runs.get(RunId.of(runOf(forked)));
    assertThat(run.name()).isEqualTo("longer");
    assertThat(run.status()).isEqualTo(RunStatus.QUEUED);
    assertThat(run.forkedFrom()).isEqualTo(RunId.of(runOf(job)));
    assertThat(run.forkStep()).isEqualTo(800);
    assertThat(runs.forks(RunId.of(runOf(job)), PageRequest.first(10)).items())
        .containsExactly(run);
    assertThat(
            api.get("/api/v1/runs/" + run.id() + "/metrics").json().findValue("lastStep").asInt())
        .isEqualTo(800);
    assertThat(
            api.get(
                    "/api/v1/runs/"
                        + run.id()
                        + "/artifacts/content?path=checkpoints/last/model.safetensors")
                .body())
        .isEqualTo("weights");
    assertThat(lease().get("job").get("id")).isEqualTo(forked.get("id"));
    expect(
        200,
        api.post(
            "/api/v1/runs/" + run.id() + "/start", "{\"params\":{\"training\":{\"steps\":2000}}}"));
  }

  @Test
  void an_earlier_step_takes_the_best_checkpoint_and_the_params_of_the_job() {
    JsonNode job = done("KILLED", 800);

    JsonNode forked = expect(201, fork(job, "{\"step\":799}")).json();

    assertThat(runs.get(RunId.of(runOf(forked))).forkStep()).isEqualTo(400);
    assertThat(forked.get("params")).isEqualTo(job.get("params"));
    Run origin = runs.get(RunId.of(runOf(job)));
    assertThat(forks.checkpoints(origin))
        .extracting(c -> c.folder() + " " + c.step())
        .containsExactly("checkpoints/last 800", "checkpoints/best 400");
  }

  @Test
  void without_a_checkpoint_that_early_it_says_where_there_are_some() {
    JsonNode job = done("FINISHED", 800);

    Answer refused = fork(job, "{\"step\":399}");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body())
        .contains("keeps no checkpoint at or before step 399, but at 800 and 400");
    assertThat(fork(done("FINISHED", 0), "{\"step\":399}").body())
        .contains("keeps no checkpoint that its recipe could go on from");
    assertThat(fork(job, "{}").status()).isEqualTo(400);
  }

  @Test
  void nothing_is_left_of_a_fork_that_fails() {
    JsonNode job = done("FINISHED", 800);
    UserId nobody = new UserId(UUID.fromString("0198f3a0-0000-7000-8000-000000000000"));
    RunId from = RunId.of(runOf(job));

    assertThatThrownBy(
            () -> forks.fork(from, new Forks.Wanted(800, "x".repeat(251), Params.empty()), nobody))
        .isInstanceOf(Problem.Invalid.class);

    assertThat(runs.forks(from, PageRequest.first(10)).items()).isEmpty();
  }

  @Test
  void a_run_that_records_no_job_is_not_forked_as_one() {
    Answer recorded = api.post("/api/v1/runs", "{\"experiment\":\"forks\"}");
    RunId run = RunId.of(recorded.json().get("id").asString());
    Account account = new Account(new UserId(UUID.randomUUID()), "a", Role.ADMIN);

    assertThatThrownBy(
            () -> forks.fork(run, new Forks.Wanted(1, null, Params.empty()), account.id()))
        .isInstanceOf(Problem.Conflict.class)
        .hasMessageContaining("records no job");
  }

  @Test
  void a_checkpoint_that_says_nothing_of_its_step_is_none() {
    JsonNode job = done("FINISHED", 0);
    Run run = runs.get(RunId.of(runOf(job)));
    for (String state : List.of("broken", "{}", "{\"step\":\"x\"}", "{\"step\":-1}")) {
      keep(runOf(job), "checkpoints/last/training.json", state);
      assertThat(forks.checkpoints(run)).as(state).isEmpty();
    }
  }

  @Test
  void a_job_that_failed_or_was_stopped_is_done_again_in_its_run() {
    for (String outcome : List.of("FAILED", "KILLED")) {
      JsonNode job = done(outcome, 800);
      RunId run = RunId.of(runOf(job));

      Answer retried =
          expect(200, api.post("/api/v1/jobs/" + job.get("id").asString() + "/retry", ""));

      assertThat(retried.json().get("status").asString()).isEqualTo("QUEUED");
      assertThat(retried.json().get("failure").isNull()).isTrue();
      assertThat(retried.json().get("endedAt").isNull()).isTrue();
      assertThat(runs.get(run).status()).isEqualTo(RunStatus.QUEUED);
      assertThat(runs.get(run).failure()).isNull();
      assertThat(runs.get(run).lastLines()).isNull();
      JsonNode lease = lease();
      assertThat(lease.get("job").get("id")).isEqualTo(job.get("id"));
      assertThat(lease.get("job").get("attempt").asInt()).isEqualTo(1);
      assertThat(api.get("/api/v1/jobs/" + job.get("id").asString()).json().get("wish").asString())
          .isEqualTo("GO_ON");
    }
  }

  @Test
  void a_job_that_goes_on_or_has_finished_is_not_done_again() {
    JsonNode queued = submit();
    assertThat(api.post("/api/v1/jobs/" + queued.get("id").asString() + "/retry", "").body())
        .contains("is QUEUED and cannot be retried");
    jobs.cancel(JobId.of(queued.get("id").asString()));

    JsonNode finished = done("FINISHED", 0);
    assertThat(api.post("/api/v1/jobs/" + finished.get("id").asString() + "/retry", "").body())
        .contains("is FINISHED and cannot be retried");
  }
}

package dev.assay.jobs;

import static dev.assay.TestApi.JSON;
import static dev.assay.TestApi.fields;
import static dev.assay.TestApi.golden;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServerTest
class JobsTest {
  @Autowired TestApi api;
  @Autowired Leases leases;
  @Autowired DSLContext db;

  private String agent = "";

  @BeforeEach
  void an_empty_queue_and_an_agent() {
    db.execute(
        "update job set status = 'CANCELLED', lease_id = null, lease_expires_at = null where status in ('QUEUED', 'LEASED', 'PAUSED')");
    Answer registered = api.post("/api/v1/agents", golden("agent-register.request.json"));
    assertThat(fields(registered.json()))
        .isEqualTo(fields(JSON.readTree(golden("agent-register.response.json"))));
    agent = registered.json().get("id").asString();
  }

  private String submit(int priority) {
    Answer answer =
        api.post(
            "/api/v1/jobs",
            "{\"recipe\":\"pretrain\",\"experiment\":\"jobs\",\"params\":{\"training\":{\"steps\":10}},\"priority\":"
                + priority
                + "}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer.json().get("id").asString();
  }

  private Answer lease(int waitSeconds) {
    return api.post("/api/v1/agents/" + agent + "/lease", "{\"waitSeconds\":" + waitSeconds + "}");
  }

  private String leasedJob() {
    return lease(0).json().get("job").get("id").asString();
  }

  private String jobStatus(String job) {
    return api.get("/api/v1/jobs/" + job).json().get("status").asString();
  }

  private String runStatusOf(String job) {
    return api.get("/api/v1/runs/" + runOf(job)).json().get("status").asString();
  }

  private String runOf(String job) {
    return api.get("/api/v1/jobs/" + job).json().get("runId").asString();
  }

  private void letLeasesExpire() {
    db.execute(
        "update job set lease_expires_at = now() - interval '1 second' where status = 'LEASED'");
    leases.expireLeases();
  }

  @Test
  void a_job_is_queued_leased_and_finished_as_the_documentation_shows() {
    Answer created = api.post("/api/v1/jobs", golden("job-create.request.json"));
    assertThat(created.status()).isEqualTo(201);
    assertThat(fields(created.json()))
        .isEqualTo(fields(JSON.readTree(golden("job.response.json"))));
    String job = created.json().get("id").asString();
    JsonNode queued = api.get("/api/v1/runs/" + created.json().get("runId").asString()).json();
    JsonNode shown = JSON.readTree(golden("run-queued.response.json"));
    assertThat(fields(queued)).isEqualTo(fields(shown));
    shown.properties().stream()
        .filter(e -> e.getValue().isNull() || e.getKey().equals("status"))
        .forEach(e -> assertThat(queued.get(e.getKey())).as(e.getKey()).isEqualTo(e.getValue()));

    Answer lease = api.post("/api/v1/agents/" + agent + "/lease", golden("lease.request.json"));
    assertThat(fields(lease.json()))
        .isEqualTo(fields(JSON.readTree(golden("lease.response.json"))));
    assertThat(lease.json().get("job").get("id").asString()).isEqualTo(job);
    String leaseId = lease.json().get("leaseId").asString();
    String run = lease.json().get("job").get("runId").asString();
    assertThat(
            api.post("/api/v1/runs/" + run + "/start", golden("run-start.request.json")).status())
        .isEqualTo(200);

    Answer heartbeat =
        api.post(
            "/api/v1/leases/" + leaseId + "/heartbeat", golden("lease-heartbeat.request.json"));
    assertThat(fields(heartbeat.json()))
        .isEqualTo(fields(JSON.readTree(golden("lease-heartbeat.response.json"))));
    assertThat(heartbeat.json().get("stopRequested").asBoolean()).isFalse();

    Answer finished =
        api.post("/api/v1/leases/" + leaseId + "/finish", golden("lease-finish.request.json"));
    assertThat(finished.json().get("status").asString()).isEqualTo("FAILED");
    assertThat(runStatusOf(job)).isEqualTo("FAILED");
    assertThat(api.get("/api/v1/runs/" + run).json().get("failure").asString())
        .isEqualTo("corpus file books.txt is missing");
    assertThat(api.post("/api/v1/leases/" + leaseId + "/heartbeat", "{}").status()).isEqualTo(409);
  }

  @Test
  void without_work_an_agent_gets_nothing() {
    assertThat(lease(0).status()).isEqualTo(204);
  }

  @Test
  void a_waiting_agent_gets_a_job_that_is_queued_meanwhile() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answer> waiting = threads.submit(() -> lease(30));
      Thread.sleep(300);
      String job = submit(0);
      assertThat(waiting.get().json().get("job").get("id").asString()).isEqualTo(job);
    }
  }

  @Test
  void an_agent_that_has_gone_gets_no_job() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answer> ofTheEarlierProcess = threads.submit(() -> lease(30));
      Thread.sleep(300);
      api.post("/api/v1/agents", golden("agent-register.request.json"));
      assertThat(ofTheEarlierProcess.get().status()).isEqualTo(204);

      Future<Answer> ofOneThatEnds = threads.submit(() -> lease(30));
      Thread.sleep(300);
      assertThat(api.send(api.request("/api/v1/agents/" + agent + "/lease").DELETE()).status())
          .isEqualTo(204);
      assertThat(ofOneThatEnds.get().status()).isEqualTo(204);
    }
    String job = submit(0);
    assertThat(leasedJob()).isEqualTo(job);
  }

  @Test
  void the_greatest_priority_is_given_out_first_then_the_oldest() {
    String first = submit(0);
    String second = submit(0);
    String urgent = submit(5);

    assertThat(List.of(leasedJob(), leasedJob(), leasedJob()))
        .containsExactly(urgent, first, second);
  }

  @Test
  void no_job_is_given_out_twice_at_the_same_time() throws Exception {
    Set<String> submitted = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      submitted.add(submit(0));
    }
    var given = new ConcurrentLinkedQueue<String>();
    Callable<@Nullable Void> untilEmpty =
        () -> {
          for (Answer a = lease(0); a.status() == 200; a = lease(0)) {
            given.add(a.json().get("job").get("id").asString());
          }
          return null;
        };
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.invokeAll(Collections.nCopies(8, untilEmpty));
    }
    assertThat(given).hasSize(40).doesNotHaveDuplicates();
    assertThat(submitted).containsAll(given);
  }

  @Test
  void a_job_whose_lease_expired_is_given_out_again_and_the_late_holder_is_refused() {
    String job = submit(0);
    Answer first = lease(0);
    String late = first.json().get("leaseId").asString();
    api.post("/api/v1/runs/" + first.json().get("job").get("runId").asString() + "/start", "{}");

    letLeasesExpire();

    assertThat(jobStatus(job)).isEqualTo("QUEUED");
    assertThat(runStatusOf(job)).isEqualTo("QUEUED");
    Answer second = lease(0);
    assertThat(second.json().get("job").get("id").asString()).isEqualTo(job);
    assertThat(second.json().get("job").get("attempt").asInt()).isEqualTo(2);
    assertThat(api.post("/api/v1/leases/" + late + "/heartbeat", "{}").status()).isEqualTo(409);
    assertThat(
            api.post("/api/v1/leases/" + late + "/finish", "{\"outcome\":\"FINISHED\"}").status())
        .isEqualTo(409);
    assertThat(api.post("/api/v1/leases/" + late + "/release", "{\"reason\":\"late\"}").status())
        .isEqualTo(409);
    assertThat(jobStatus(job)).isEqualTo("LEASED");
  }

  @Test
  void a_heartbeat_keeps_a_lease() {
    String job = submit(0);
    String lease = lease(0).json().get("leaseId").asString();
    db.execute(
        "update job set lease_expires_at = now() - interval '1 second' where status = 'LEASED'");

    api.post("/api/v1/leases/" + lease + "/heartbeat", "{}");
    leases.expireLeases();

    assertThat(jobStatus(job)).isEqualTo("LEASED");
  }

  @Test
  void a_job_that_loses_its_agent_three_times_fails_and_says_so() {
    String job = submit(0);
    for (int attempt = 1; attempt <= 3; attempt++) {
      assertThat(leasedJob()).isEqualTo(job);
      letLeasesExpire();
    }
    assertThat(jobStatus(job)).isEqualTo("FAILED");
    assertThat(runStatusOf(job)).isEqualTo("FAILED");
    assertThat(api.get("/api/v1/jobs/" + job).json().get("failure").asString())
        .isEqualTo("the agent was lost 3 times (last: local)");
  }

  @Test
  void a_job_that_is_handed_back_does_not_count_as_an_attempt() {
    String job = submit(0);
    String lease = lease(0).json().get("leaseId").asString();

    assertThat(
            api.post("/api/v1/leases/" + lease + "/release", golden("lease-release.request.json"))
                .status())
        .isEqualTo(200);

    Answer again = lease(0);
    assertThat(again.json().get("job").get("id").asString()).isEqualTo(job);
    assertThat(again.json().get("job").get("attempt").asInt()).isEqualTo(1);
  }

  @Test
  void a_queued_job_is_cancelled_at_once() {
    String job = submit(0);

    assertThat(api.post("/api/v1/jobs/" + job + "/cancel", "").json().get("status").asString())
        .isEqualTo("CANCELLED");
    assertThat(runStatusOf(job)).isEqualTo("KILLED");
    assertThat(lease(0).status()).isEqualTo(204);
  }

  @Test
  void the_holder_of_a_cancelled_job_is_asked_to_stop() {
    String job = submit(0);
    String lease = lease(0).json().get("leaseId").asString();

    api.post("/api/v1/jobs/" + job + "/cancel", "");

    assertThat(jobStatus(job)).isEqualTo("LEASED");
    assertThat(
            api.post("/api/v1/leases/" + lease + "/heartbeat", "{}")
                .json()
                .get("stopRequested")
                .asBoolean())
        .isTrue();
    api.post("/api/v1/leases/" + lease + "/finish", "{\"outcome\":\"KILLED\"}");
    assertThat(jobStatus(job)).isEqualTo("CANCELLED");
    assertThat(runStatusOf(job)).isEqualTo("KILLED");
    assertThat(api.post("/api/v1/jobs/" + job + "/cancel", "").status())
        .as("cancelling a cancelled job changes nothing")
        .isEqualTo(200);
  }

  @Test
  void a_job_that_was_to_stop_is_not_given_out_again_when_its_agent_is_lost() {
    String job = submit(0);
    lease(0);
    api.post("/api/v1/jobs/" + job + "/cancel", "");

    letLeasesExpire();

    assertThat(jobStatus(job)).isEqualTo("CANCELLED");
    assertThat(runStatusOf(job)).isEqualTo("KILLED");
  }

  @Test
  void a_run_that_was_ended_by_itself_ends_its_job_and_holds_up_no_other() {
    String ended = submit(1);
    Answer lease = lease(0);
    api.post("/api/v1/runs/" + runOf(ended) + "/finish", "{\"status\":\"KILLED\"}");
    String other = submit(0);
    assertThat(leasedJob()).isEqualTo(other);

    assertThat(
            api.post(
                    "/api/v1/leases/" + lease.json().get("leaseId").asString() + "/heartbeat", "{}")
                .json()
                .get("stopRequested")
                .asBoolean())
        .as("there is nothing left to do")
        .isTrue();
    letLeasesExpire();

    assertThat(jobStatus(ended)).isEqualTo("CANCELLED");
    assertThat(runStatusOf(ended)).isEqualTo("KILLED");
    assertThat(jobStatus(other)).isEqualTo("QUEUED");
  }

  @Test
  void a_job_that_waits_again_shows_no_progress() {
    String job = submit(0);
    String lease = lease(0).json().get("leaseId").asString();
    api.post("/api/v1/runs/" + runOf(job) + "/start", "{}");
    api.post("/api/v1/leases/" + lease + "/heartbeat", golden("lease-heartbeat.request.json"));
    assertThat(api.get("/api/v1/runs/" + runOf(job)).json().get("progress").asDouble())
        .isEqualTo(0.42);

    letLeasesExpire();

    var run = api.get("/api/v1/runs/" + runOf(job)).json();
    assertThat(run.get("status").asString()).isEqualTo("QUEUED");
    assertThat(run.get("progress").isNull()).isTrue();
    assertThat(run.get("startedAt").isNull()).isTrue();
    assertThat(api.post("/api/v1/runs/" + runOf(job) + "/heartbeat", "{}").status()).isEqualTo(409);
  }

  @Test
  void a_heartbeat_with_nonsense_extends_nothing() {
    submit(0);
    String lease = lease(0).json().get("leaseId").asString();
    db.execute(
        "update job set lease_expires_at = now() - interval '1 second' where status = 'LEASED'");

    assertThat(api.post("/api/v1/leases/" + lease + "/heartbeat", "{\"progress\":7}").status())
        .isEqualTo(400);
    leases.expireLeases();

    assertThat(api.post("/api/v1/leases/" + lease + "/heartbeat", "{}").status()).isEqualTo(409);
  }

  @Test
  void a_finished_job_cannot_be_cancelled() {
    String job = submit(0);
    String lease = lease(0).json().get("leaseId").asString();
    api.post("/api/v1/leases/" + lease + "/finish", "{\"outcome\":\"FINISHED\"}");

    assertThat(api.post("/api/v1/jobs/" + job + "/cancel", "").status()).isEqualTo(409);
  }

  @Test
  void an_agent_that_starts_again_is_the_agent_it_was_and_shows_its_job() {
    assertThat(
            api.post("/api/v1/agents", golden("agent-register.request.json"))
                .json()
                .get("id")
                .asString())
        .isEqualTo(agent);
    String job = submit(0);
    lease(0);

    List<JsonNode> listed = new ArrayList<>();
    api.get("/api/v1/agents").json().get("items").forEach(listed::add);
    listed.removeIf(a -> !a.get("id").asString().equals(agent));
    assertThat(listed).hasSize(1);
    assertThat(listed.get(0).get("online").asBoolean()).isTrue();
    assertThat(listed.get(0).get("jobs").get(0).get("id").asString()).isEqualTo(job);
    assertThat(listed.get(0).get("devices").get(0).get("count").asInt()).isEqualTo(2);
  }

  private Answer ask(String job, String what) {
    return api.post("/api/v1/jobs/" + job + "/" + what, "");
  }

  private String wish(String lease, String known, int waitSeconds) {
    return api.get(
            "/api/v1/leases/%s/wish?after=%s&waitSeconds=%d".formatted(lease, known, waitSeconds))
        .json()
        .get("wish")
        .asString();
  }

  private void release(String lease) {
    Answer released = api.post("/api/v1/leases/" + lease + "/release", "{\"reason\":\"paused\"}");
    assertThat(released.status()).as(released.body()).isEqualTo(200);
  }

  @Test
  void a_running_job_is_paused_by_its_holder_and_goes_on_with_the_same_run() {
    String job = submit(0);
    Answer leased = lease(0);
    String lease = leased.json().get("leaseId").asString();
    api.post("/api/v1/runs/" + runOf(job) + "/start", "{\"params\":{\"training\":{\"steps\":10}}}");
    api.post("/api/v1/leases/" + lease + "/heartbeat", golden("lease-heartbeat.request.json"));

    Answer asked = ask(job, "pause");
    assertThat(asked.json().get("status").asString()).isEqualTo("LEASED");
    assertThat(asked.json().get("wish").asString()).isEqualTo("PAUSE");
    assertThat(
            api.post("/api/v1/leases/" + lease + "/heartbeat", "{}")
                .json()
                .get("pauseRequested")
                .asBoolean())
        .isTrue();
    release(lease);

    assertThat(jobStatus(job)).isEqualTo("PAUSED");
    assertThat(runStatusOf(job)).isEqualTo("PAUSED");
    assertThat(api.get("/api/v1/runs/" + runOf(job)).json().get("progress").asDouble())
        .isEqualTo(0.42);
    assertThat(lease(0).status()).as("nobody takes a paused job").isEqualTo(204);

    assertThat(ask(job, "resume").json().get("status").asString()).isEqualTo("QUEUED");
    assertThat(runStatusOf(job)).isEqualTo("QUEUED");
    Answer again = lease(0);
    assertThat(again.json().get("job").get("id").asString()).isEqualTo(job);
    assertThat(again.json().get("job").get("runId"))
        .isEqualTo(leased.json().get("job").get("runId"));
    assertThat(again.json().get("job").get("attempt").asInt())
        .as("pausing uses up no attempt")
        .isEqualTo(1);
    assertThat(wish(again.json().get("leaseId").asString(), "GO_ON", 0)).isEqualTo("GO_ON");
    Answer started =
        api.post(
            "/api/v1/runs/" + runOf(job) + "/start", "{\"params\":{\"training\":{\"steps\":10}}}");
    assertThat(started.json().get("status").asString()).isEqualTo("RUNNING");
  }

  @Test
  void a_holder_that_waits_hears_of_a_pause_and_of_a_stop_when_they_are_asked_for()
      throws Exception {
    String job = submit(0);
    String lease = lease(0).json().get("leaseId").asString();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answer> waiting =
          threads.submit(
              () -> api.get("/api/v1/leases/" + lease + "/wish?after=GO_ON&waitSeconds=30"));
      Thread.sleep(300);
      ask(job, "pause");
      assertThat(fields(waiting.get().json()))
          .isEqualTo(fields(JSON.readTree(golden("lease-wish.response.json"))));
      assertThat(waiting.get().json()).isEqualTo(JSON.readTree(golden("lease-wish.response.json")));

      Future<String> waitsOn = threads.submit(() -> wish(lease, "PAUSE", 30));
      Thread.sleep(300);
      ask(job, "cancel");
      assertThat(waitsOn.get()).isEqualTo("STOP");
    }
    assertThat(wish(lease, "GO_ON", 30))
        .as("what is wanted already needs no wait")
        .isEqualTo("STOP");
  }

  @Test
  void a_holder_hears_of_what_was_asked_through_another_server() throws Exception {
    submit(0);
    String lease = lease(0).json().get("leaseId").asString();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> waiting = threads.submit(() -> wish(lease, "GO_ON", 30));
      Thread.sleep(300);
      db.execute("update job set wish = 'PAUSE' where status = 'LEASED'");
      assertThat(waiting.get()).isEqualTo("PAUSE");
    }
  }

  @Test
  void a_wait_ends_when_the_holder_waits_anew_and_when_the_lease_is_over() throws Exception {
    submit(0);
    String lease = lease(0).json().get("leaseId").asString();
    String address = "/api/v1/leases/" + lease + "/wish?waitSeconds=30";
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answer> first = threads.submit(() -> api.get(address));
      Thread.sleep(300);
      Future<Answer> second = threads.submit(() -> api.get(address));
      assertThat(first.get().json().get("wish").asString()).isEqualTo("GO_ON");
      api.post("/api/v1/leases/" + lease + "/finish", "{\"outcome\":\"FINISHED\"}");
      assertThat(second.get().status()).isEqualTo(409);
    }
    assertThat(api.get(address).status()).isEqualTo(409);
    assertThat(api.get("/api/v1/leases/" + lease + "/wish?waitSeconds=51").body())
        .contains("waitSeconds is 51: a wait lasts 0 to 50 seconds");
  }

  @Test
  void a_queued_job_that_is_paused_is_held_back() {
    String job = submit(0);

    assertThat(ask(job, "pause").json().get("status").asString()).isEqualTo("PAUSED");
    assertThat(runStatusOf(job)).isEqualTo("PAUSED");
    assertThat(lease(0).status()).isEqualTo(204);
    assertThat(ask(job, "pause").status()).as("pausing it again changes nothing").isEqualTo(200);

    ask(job, "resume");
    assertThat(leasedJob()).isEqualTo(job);
  }

  @Test
  void a_waiting_agent_gets_a_job_that_is_resumed_meanwhile() throws Exception {
    String job = submit(0);
    ask(job, "pause");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answer> waiting = threads.submit(() -> lease(30));
      Thread.sleep(300);
      ask(job, "resume");
      assertThat(waiting.get().json().get("job").get("id").asString()).isEqualTo(job);
    }
  }

  @Test
  void a_paused_job_can_be_cancelled() {
    String job = submit(0);
    ask(job, "pause");

    assertThat(ask(job, "cancel").json().get("status").asString()).isEqualTo("CANCELLED");
    assertThat(runStatusOf(job)).isEqualTo("KILLED");
    assertThat(ask(job, "resume").body())
        .contains("job " + job + " is CANCELLED and cannot be resumed");
  }

  @ParameterizedTest
  @CsvSource({"FINISHED,FINISHED", "FAILED,FAILED", "KILLED,CANCELLED"})
  void a_paused_job_whose_run_was_ended_by_itself_ends_when_it_is_resumed(
      String run, String ended) {
    String job = submit(0);
    ask(job, "pause");
    Answer finished =
        api.post("/api/v1/runs/" + runOf(job) + "/finish", "{\"status\":\"%s\"}".formatted(run));
    assertThat(finished.status()).as(finished.body()).isEqualTo(200);

    Answer resumed = ask(job, "resume");

    assertThat(resumed.status()).as(resumed.body()).isEqualTo(200);
    assertThat(resumed.json().get("status").asString()).isEqualTo(ended);
    assertThat(resumed.json().get("endedAt").isNull()).isFalse();
    assertThat(runStatusOf(job)).isEqualTo(run);
    assertThat(lease(0).status()).isEqualTo(204);
  }

  @Test
  void a_pause_that_is_no_longer_wanted_is_taken_back() {
    String job = submit(0);
    String lease = lease(0).json().get("leaseId").asString();
    ask(job, "pause");
    assertThat(ask(job, "resume").json().get("wish").asString()).isEqualTo("GO_ON");
    assertThat(wish(lease, "PAUSE", 30)).isEqualTo("GO_ON");

    release(lease); // it was about to pause
    assertThat(jobStatus(job)).isEqualTo("QUEUED");
  }

  @Test
  void a_job_that_was_to_pause_rests_when_its_agent_is_lost() {
    String job = submit(0);
    lease(0);
    ask(job, "pause");

    letLeasesExpire();

    assertThat(jobStatus(job)).isEqualTo("PAUSED");
    assertThat(runStatusOf(job)).isEqualTo("PAUSED");
  }

  @Test
  void what_cannot_be_paused_or_resumed_says_why() {
    String job = submit(0);
    assertThat(ask(job, "resume").body())
        .contains("job " + job + " is QUEUED and cannot be resumed: it is not paused");
    String lease = lease(0).json().get("leaseId").asString();
    assertThat(ask(job, "resume").status()).isEqualTo(409);
    ask(job, "cancel");
    assertThat(ask(job, "pause").body())
        .contains("job " + job + " is being stopped and cannot be paused");
    api.post("/api/v1/leases/" + lease + "/finish", "{\"outcome\":\"KILLED\"}");
    Answer ended = ask(job, "pause");
    assertThat(ended.status()).isEqualTo(409);
    assertThat(ended.body()).contains("job " + job + " is CANCELLED and cannot be paused");
    assertThat(ask("0198f3a0-0000-7000-8000-000000000000", "pause").status()).isEqualTo(404);
  }

  @Test
  void a_paused_run_is_resumed_through_its_job_only_and_reads_running_in_mlflow() {
    String job = submit(0);
    ask(job, "pause");
    String run = runOf(job);

    assertThat(api.post("/api/v1/runs/" + run + "/resume", "").body())
        .contains("run " + run + " is PAUSED: resume the job that it records");
    assertThat(api.post("/api/v1/runs/" + run + "/start", "{}").body())
        .contains("is PAUSED and cannot become RUNNING");
    String id = run.replace("-", "");
    assertThat(
            api.get("/api/2.0/mlflow/runs/get?run_id=" + id)
                .json()
                .at("/run/info/status")
                .asString())
        .isEqualTo("RUNNING");
    assertThat(
            api.post(
                    "/api/2.0/mlflow/runs/update",
                    "{\"run_id\":\"" + id + "\",\"status\":\"RUNNING\"}")
                .status())
        .isEqualTo(200);
    assertThat(runStatusOf(job)).isEqualTo("PAUSED");
    assertThat(
            api.get(
                    "/api/v1/runs?filter="
                        + "status%20%3D%20'paused'%20and%20id%20%3D%20'"
                        + run
                        + "'")
                .json()
                .get("items"))
        .hasSize(1);
  }

  @Test
  void bad_requests_are_refused() {
    assertThat(lease(51).body()).contains("waitSeconds is 51: it must be less than or equal to 50");
    assertThat(lease(-1).status()).isEqualTo(400);
    assertThat(
            api.post(
                    "/api/v1/agents/0198f3a0-0000-7000-8000-000000000000/lease",
                    "{\"waitSeconds\":0}")
                .status())
        .isEqualTo(404);
    assertThat(api.get("/api/v1/jobs?status=BAKED").body())
        .contains("it is one of [QUEUED, LEASED, PAUSED, FINISHED, FAILED, CANCELLED]");
  }
}

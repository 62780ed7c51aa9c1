package dev.assay.jobs;

import static dev.assay.TestApi.JSON;
import static dev.assay.TestApi.fields;
import static dev.assay.TestApi.golden;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServerTest
class QueueTest {
  @Autowired TestApi api;
  @Autowired Leases leases;
  @Autowired Agents agents;
  @Autowired Schedules schedules;
  @Autowired DSLContext db;

  @BeforeEach
  @AfterEach
  void nothing_is_left() {
    db.execute("delete from schedule");
    db.execute(
        "update job set status = 'CANCELLED', lease_id = null, lease_expires_at = null where status in ('QUEUED', 'LEASED', 'PAUSED')");
    db.execute("update agent set last_seen_at = now() - interval '1 day', wanted = 'WORK'");
    db.execute("update queue set paused = false");
  }

  private String agent(String name, String more) {
    Answer registered =
        api.post(
            "/api/v1/agents",
            "{\"name\":\"%s\",\"host\":\"h\",\"version\":\"2\"%s}".formatted(name, more));
    assertThat(registered.status()).as(registered.body()).isEqualTo(200);
    return registered.json().get("id").asString();
  }

  private Answer submit(String more) {
    return api.post(
        "/api/v1/jobs",
        "{\"recipe\":\"any\",\"experiment\":\"queue\",\"params\":{}%s}".formatted(more));
  }

  private String job(String more) {
    Answer submitted = submit(more);
    assertThat(submitted.status()).as(submitted.body()).isEqualTo(201);
    return submitted.json().get("id").asString();
  }

  private Answer lease(String agent, int slot, int waitSeconds) {
    return api.post(
        "/api/v1/agents/" + agent + "/lease",
        "{\"waitSeconds\":%d,\"slot\":%d}".formatted(waitSeconds, slot));
  }

  private Answer lease(String agent) {
    return lease(agent, 0, 0);
  }

  private JsonNode seen(String job) {
    return api.get("/api/v1/jobs/" + job).json();
  }

  private String waits(String job) {
    return seen(job).get("waits").asString();
  }

  private Answer finish(Answer lease, String outcome) {
    return api.post(
        "/api/v1/leases/" + lease.json().get("leaseId").asString() + "/finish",
        "{\"outcome\":\"%s\",\"failure\":\"no disk\"}".formatted(outcome));
  }

  @Test
  void a_job_goes_to_an_agent_that_has_all_of_its_labels_and_says_what_it_waits_for() {
    String plain = agent("plain", ",\"devices\":[]");
    String job = job(",\"labels\":[\"gpu\",\"rack-2\"]");

    assertThat(lease(plain).status()).isEqualTo(204);
    assertThat(waits(job)).isEqualTo("no agent has label gpu");

    String able = agent("able", ",\"devices\":[],\"labels\":[\"gpu\",\"rack-2\",\"fast\"]");
    assertThat(seen(job).get("waits").isNull()).isTrue();
    assertThat(lease(able).status()).isEqualTo(200);
  }

  @Test
  void the_leases_of_an_agent_need_no_more_than_it_has() {
    String agent =
        agent(
            "small",
            ",\"slots\":4,\"devices\":[{\"type\":\"cpu\",\"name\":\"\",\"count\":8,\"memoryBytes\":1000},{\"type\":\"cuda\",\"name\":\"\",\"count\":1,\"memoryBytes\":5},{\"type\":\"cuda\",\"name\":\"\",\"count\":1,\"memoryBytes\":5}]");
    String needs = ",\"needs\":{\"memoryBytes\":400,\"devices\":[{\"type\":\"cuda\",\"count\":1}]}";
    job(needs);
    job(needs);
    String third = job(needs);
    String tooLarge = job(",\"needs\":{\"memoryBytes\":1001}");
    String free = job("");

    Answer first = lease(agent, 0, 0);
    assertThat(lease(agent, 1, 0).status()).isEqualTo(200);
    assertThat(lease(agent, 2, 0).json().at("/job/id").asString())
        .as("what needs nothing fits beside them")
        .isEqualTo(free);
    assertThat(lease(agent, 3, 0).status()).isEqualTo(204);
    assertThat(waits(tooLarge)).isEqualTo("no agent has 1001 bytes of memory");

    finish(first, "FINISHED");
    assertThat(lease(agent, 0, 0).json().at("/job/id").asString()).isEqualTo(third);
    assertThat(lease(agent, 4, 0).body())
        .contains("slot is 4: the agent has registered slots 0 to 3");
  }

  @Test
  void two_slots_that_ask_at_once_do_not_share_the_same_room() throws Exception {
    String agent =
        agent(
            "one-gpu",
            ",\"slots\":8,\"devices\":[{\"type\":\"cuda\",\"name\":\"\",\"count\":1,\"memoryBytes\":5}]");
    for (int i = 0; i < 8; i++) {
      job(",\"needs\":{\"devices\":[{\"type\":\"cuda\",\"count\":1}]}");
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> asks = new ArrayList<>();
      for (int slot = 0; slot < 8; slot++) {
        int own = slot;
        asks.add(() -> lease(agent, own, 0).status());
      }
      int given = 0;
      for (Future<Integer> status : threads.invokeAll(asks)) {
        given += status.get() == 200 ? 1 : 0;
      }
      assertThat(given).isEqualTo(1);
    }
  }

  @Test
  void a_job_begins_when_those_that_it_waits_for_have_finished() {
    String agent = agent("a", ",\"devices\":[]");
    String first = job("");
    String second = job(",\"after\":[\"%s\"]".formatted(first));
    Answer leased = lease(agent);

    assertThat(waits(second)).isEqualTo("waits for job " + first);
    assertThat(lease(agent).status()).isEqualTo(204);

    finish(leased, "FINISHED");
    assertThat(lease(agent).json().at("/job/id").asString()).isEqualTo(second);
  }

  @Test
  void those_that_wait_for_one_that_fails_are_cancelled_with_the_reason() {
    String agent = agent("a", ",\"devices\":[]");
    String first = job("");
    String second = job(",\"after\":[\"%s\"]".formatted(first));
    String third = job(",\"after\":[\"%s\"]".formatted(second));

    finish(lease(agent), "FAILED");

    assertThat(seen(second).get("status").asString()).isEqualTo("CANCELLED");
    assertThat(seen(second).get("failure").asString())
        .isEqualTo("job %s, which it waits for, is FAILED".formatted(first));
    assertThat(seen(third).get("failure").asString())
        .isEqualTo("job %s, which it waits for, is CANCELLED".formatted(second));
    assertThat(submit(",\"after\":[\"%s\"]".formatted(first)).body())
        .contains("job " + first + " is FAILED: nothing can wait for it to finish");
  }

  @Test
  void a_job_is_retried_only_after_those_that_it_waits_for() {
    String agent = agent("a", ",\"devices\":[]");
    String first = job("");
    String second = job(",\"after\":[\"%s\"]".formatted(first));
    finish(lease(agent), "FAILED");

    Answer early = retry(second);
    assertThat(early.status()).isEqualTo(409);
    assertThat(early.body())
        .contains("job %s, which it waits for, is FAILED: retry that first".formatted(first));
    assertThat(seen(second).get("status").asString()).as("nothing changed").isEqualTo("CANCELLED");
    String run = seen(second).get("runId").asString();
    assertThat(api.get("/api/v1/runs/" + run).json().get("status").asString())
        .as("nor did its run")
        .isEqualTo("KILLED");

    assertThat(retry(first).status()).isEqualTo(200);
    assertThat(retry(second).status()).isEqualTo(200);
    finish(lease(agent), "FINISHED");
    assertThat(lease(agent).json().at("/job/id").asString()).isEqualTo(second);
  }

  private Answer retry(String job) {
    return api.post("/api/v1/jobs/" + job + "/retry", "");
  }

  @Test
  void a_job_that_fails_is_done_again_after_a_rest() {
    String agent = agent("a", ",\"devices\":[]");
    String job = job(",\"retries\":1,\"backoffSeconds\":3600");

    finish(lease(agent), "FAILED");

    assertThat(seen(job).get("status").asString()).isEqualTo("QUEUED");
    assertThat(seen(job).get("failure").asString()).isEqualTo("no disk");
    assertThat(waits(job)).startsWith("not before 20");
    assertThat(lease(agent).status()).isEqualTo(204);

    db.execute("update job set not_before = now() where status = 'QUEUED'");
    finish(lease(agent), "FAILED");
    assertThat(seen(job).get("status").asString()).isEqualTo("FAILED");
  }

  @Test
  void a_queue_that_is_paused_gives_out_nothing_until_it_is_resumed() throws Exception {
    String agent = agent("a", ",\"devices\":[]");
    String job = job("");
    Answer paused = api.post("/api/v1/queue/pause", "");
    assertThat(paused.json().get("paused").asBoolean()).isTrue();
    assertThat(paused.json().at("/jobs/QUEUED").asInt()).isEqualTo(1);
    assertThat(paused.json().at("/waiting/0/reason").asString()).isEqualTo("queue is paused");
    assertThat(fields(paused.json()).stream().filter(f -> !f.contains("FIN")).toList())
        .containsAll(
            fields(JSON.readTree(golden("queue.response.json"))).stream()
                .filter(f -> !f.contains("FIN"))
                .toList());
    assertThat(waits(job)).isEqualTo("queue is paused");

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answer> waiting = threads.submit(() -> lease(agent, 0, 30));
      Thread.sleep(300);
      assertThat(waiting.isDone()).isFalse();
      api.post("/api/v1/queue/resume", "");
      assertThat(waiting.get().json().at("/job/id").asString()).isEqualTo(job);
    }
  }

  @Test
  void an_agent_that_drains_gets_nothing_until_it_works_again() throws Exception {
    String agent = agent("a", ",\"devices\":[]");
    assertThat(api.post("/api/v1/agents/" + agent + "/drain", "").json().get("mode").asString())
        .isEqualTo("DRAIN");
    String job = job("");
    assertThat(waits(job)).isEqualTo("no agent takes work");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answer> waiting = threads.submit(() -> lease(agent, 0, 30));
      Thread.sleep(300);
      assertThat(waiting.isDone()).isFalse();
      api.post("/api/v1/agents/" + agent + "/undrain", "");
      assertThat(waiting.get().json().at("/job/id").asString()).isEqualTo(job);
    }
  }

  @Test
  void an_agent_that_is_stopped_hands_back_what_it_does_and_is_told_to_end() throws Exception {
    String agent = agent("a", ",\"devices\":[],\"slots\":2");
    job("");
    String lease = lease(agent).json().get("leaseId").asString();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answer> waiting = threads.submit(() -> lease(agent, 1, 30));
      Thread.sleep(300);
      Answer stopped = api.post("/api/v1/agents/" + agent + "/stop", "");
      assertThat(stopped.json().get("mode").asString()).isEqualTo("STOP");
      assertThat(waiting.get().status()).isEqualTo(410);
      assertThat(waiting.get().body()).contains("was told to stop");
    }
    assertThat(api.get("/api/v1/leases/" + lease + "/wish").json().get("wish").asString())
        .isEqualTo("HAND_BACK");
    assertThat(
            api.post("/api/v1/leases/" + lease + "/release", "{\"reason\":\"stopped\"}")
                .json()
                .get("status")
                .asString())
        .isEqualTo("QUEUED");
    agent("a", ",\"devices\":[]");
    assertThat(lease(agent).status()).as("it has been started again").isEqualTo(200);
  }

  private void silentForDays(String agent, int days) {
    db.execute(
        "update agent set last_seen_at = now() - interval '%d days' where id = '%s'"
            .formatted(days, agent));
  }

  @Test
  void an_agent_that_is_silent_for_long_is_forgotten_when_it_does_nothing() {
    String pod = agent("pod-1", ",\"devices\":[]");
    String done = job("");
    finish(lease(pod), "FINISHED");
    String busy = agent("pod-2", ",\"devices\":[]");
    job("");
    assertThat(lease(busy).status()).isEqualTo(200);
    String away = agent("pod-3", ",\"devices\":[]");
    silentForDays(pod, 31);
    silentForDays(busy, 31);
    silentForDays(away, 29);

    agents.forgetSilent();

    assertThat(api.get("/api/v1/agents?limit=1000").json().get("items"))
        .extracting(a -> a.get("id").asString())
        .contains(busy, away)
        .doesNotContain(pod);
    assertThat(seen(done).get("status").asString()).as("its job stays").isEqualTo("FINISHED");
    assertThat(seen(done).get("agent").isNull()).isTrue();
    assertThat(lease(pod).status()).as("it is to register again").isEqualTo(404);
  }

  @Test
  void the_clock_of_an_agent_is_told_and_not_trusted() {
    agent("late", ",\"devices\":[],\"time\":\"1970-01-01T00:00:00Z\"");
    agent("never", ",\"devices\":[],\"time\":\"+1000000000-12-31T23:59:59Z\"");

    JsonNode agents = api.get("/api/v1/agents").json().get("items");
    assertThat(agents)
        .filteredOn(a -> a.get("name").asString().equals("late"))
        .first()
        .satisfies(
            a -> {
              assertThat(a.get("skewSeconds").asDouble()).isLessThan(-1e9);
              assertThat(a.get("online").asBoolean()).isTrue();
              assertThat(a.get("version").asString()).isEqualTo("2");
            });
  }

  @Test
  void the_queue_is_listed_as_it_is_given_out_page_by_page() {
    String first = job("");
    String second = job(",\"priority\":2");
    String third = job(",\"priority\":-1");
    String fourth = job(",\"priority\":2");
    List<String> listed = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = api.get("/api/v1/queue/jobs?limit=1" + cursor).json();
      listed.add(page.at("/items/0/id").asString());
      cursor =
          page.get("nextCursor").isNull() ? "" : "&cursor=" + page.get("nextCursor").asString();
    } while (!cursor.isEmpty());
    assertThat(listed).containsExactly(second, fourth, first, third);

    String agent = agent("in order", ",\"devices\":[]");
    List<String> given = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      given.add(lease(agent).json().at("/job/id").asString());
    }
    assertThat(given).isEqualTo(listed);

    for (String foreign : List.of("x", "2:x", "x:" + first, first)) {
      Answer refused = api.get("/api/v1/queue/jobs?cursor=" + foreign);
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.body()).contains("cursor", "it must come from an earlier page");
    }
  }

  @Test
  void the_priority_of_a_job_can_be_changed_until_it_ends() {
    String agent = agent("a", ",\"devices\":[]");
    job("");
    String second = job("");

    assertThat(api.post("/api/v1/jobs/" + second + "/priority", "{\"priority\":5}").status())
        .isEqualTo(200);

    Answer lease = lease(agent);
    assertThat(lease.json().at("/job/id").asString()).isEqualTo(second);
    finish(lease, "FINISHED");
    assertThat(api.post("/api/v1/jobs/" + second + "/priority", "{\"priority\":5}").status())
        .isEqualTo(409);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ,"labels":["no spaces"]                                           | labels is no spaces
          ,"labels":[""]                                                    | labels is empty
          ,"needs":{"memoryBytes":-1}                                       | needs.memoryBytes is -1
          ,"needs":{"devices":[{"type":"cuda","count":0}]}                  | needs.devices.count is 0
          ,"needs":{"devices":[{"type":"a","count":1},{"type":"a","count":2}]} | a type is named once
          ,"after":["0198f3a0-0000-7000-8000-000000000000"]                 | after is 0198f3a0
          ,"retries":1000                                                   | retries is 1000: it is 0 to 100
          ,"retries":-1                                                     | retries is -1
          ,"backoffSeconds":9223372036854775807                             | backoffSeconds is 9223372036854775807
          ,"notBefore":"+100000-01-01T00:00:00Z"                            | before the year 10000
          """)
  void nonsense_is_refused_with_field_and_rule(String more, String said) {
    Answer refused = submit(more);

    assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    assertThat(refused.body()).contains(said);
  }

  private Answer schedule(String cron, String zone) {
    return api.post(
        "/api/v1/schedules",
        "{\"name\":\"s\",\"cron\":\"%s\",\"zone\":\"%s\",\"job\":{\"recipe\":\"any\",\"experiment\":\"queue\",\"params\":{}}}"
            .formatted(cron, zone));
  }

  private int jobsOf(String schedule) {
    return api.get("/api/v1/jobs?schedule=" + schedule).json().get("items").size();
  }

  @Test
  void a_schedule_that_is_due_submits_one_job_whoever_looks_and_however_late() throws Exception {
    db.execute("delete from agent_recipe"); // what other agents know of the recipe
    Answer created = api.post("/api/v1/schedules", golden("schedule-create.request.json"));
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    assertThat(fields(created.json()))
        .containsAll(
            fields(
                JSON.readTree("{\"id\":0,\"nextAt\":0,\"lastAt\":0,\"lastNote\":0,\"paused\":0}")));
    String schedule = created.json().get("id").asString();
    db.execute("update schedule set next_at = now() - interval '9 days'");

    try (var servers = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Boolean> fire =
          () -> {
            schedules.fire();
            return true;
          };
      for (Future<Boolean> fired : servers.invokeAll(List.of(fire, fire, fire, fire))) {
        assertThat(fired.get()).isTrue();
      }
    }
    assertThat(jobsOf(schedule)).isEqualTo(1);

    db.execute("update schedule set next_at = now() - interval '1 second'");
    schedules.fire();
    assertThat(jobsOf(schedule)).as("the one before has not ended").isEqualTo(1);
    assertThat(api.get("/api/v1/schedules/" + schedule).json().get("lastNote").asString())
        .endsWith("has not ended");

    api.post("/api/v1/schedules/" + schedule + "/pause", "");
    db.execute("update job set status = 'CANCELLED' where status = 'QUEUED'");
    db.execute("update schedule set next_at = now() - interval '1 second'");
    schedules.fire();
    assertThat(jobsOf(schedule)).as("it is paused").isEqualTo(1);
    assertThat(api.delete("/api/v1/schedules/" + schedule).status()).isEqualTo(204);
  }

  @Test
  void a_schedule_that_cannot_be_read_is_refused_with_what_is_wrong() {
    assertThat(schedule("* * *", "UTC").body()).contains("cron is * * *: it has six fields");
    assertThat(schedule("0 61 * * * *", "UTC").status()).isEqualTo(400);
    assertThat(schedule("0 0 3 * * *", "Mars/Base").body()).contains("zone is Mars/Base");
    assertThat(schedule("0 0 3 * * *", "Europe/Berlin").status()).isEqualTo(201);
    assertThat(schedule("0 0 3 * * *", "UTC").status()).as("that name is taken").isEqualTo(409);
  }
}

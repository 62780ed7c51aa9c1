package dev.assay.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.Assay;
import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/**
 * Who waits at one server hears what is done at another. That one looks at nothing by itself for
 * far longer than anybody waits here: what it knows it was told.
 */
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoServersTest {
  private static final int LONG_SECONDS = 30;

  @Autowired TestApi here;
  @Autowired DSLContext db;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private ConfigurableApplicationContext other;
  private TestApi there;
  private String agent = "";

  @BeforeAll
  void a_second_server(@TempDir Path folder, @Autowired JdbcConnectionDetails database) {
    other =
        new SpringApplicationBuilder(Assay.class, TestApi.class)
            .run(
                "--server.port=0",
                "--assay.data=" + folder,
                "--assay.db.url=" + database.getJdbcUrl(),
                "--assay.db.user=" + database.getUsername(),
                "--assay.db.password=" + database.getPassword(),
                "--assay.lease.poll=1h",
                "--assay.lease.wish-check=1h",
                "--assay.lease.check=1d",
                "--assay.heartbeat.check=1d",
                "--assay.sweeps.check=1d");
    there = other.getBean(TestApi.class);
  }

  @AfterAll
  void it_stops() {
    other.close();
    threads.close();
  }

  @BeforeEach
  void an_empty_queue_and_an_agent_of_the_second_server() {
    db.execute(
        "update job set status = 'CANCELLED', lease_id = null, lease_expires_at = null where status in ('QUEUED', 'LEASED', 'PAUSED')");
    agent = register(there);
  }

  private static String register(TestApi server) {
    return server
        .post(
            "/api/v1/agents",
            "{\"name\":\"far\",\"host\":\"h\",\"version\":\"1\",\"devices\":[],\"slots\":2}")
        .json()
        .get("id")
        .asString();
  }

  private String submit() {
    Answer submitted =
        here.post("/api/v1/jobs", "{\"recipe\":\"any\",\"experiment\":\"two\",\"params\":{}}");
    assertThat(submitted.status()).as(submitted.body()).isEqualTo(201);
    return submitted.json().get("id").asString();
  }

  private Answer lease(int slot, int waitSeconds) {
    return there.post(
        "/api/v1/agents/" + agent + "/lease",
        "{\"waitSeconds\":%d,\"slot\":%d}".formatted(waitSeconds, slot));
  }

  /** Somebody who waits there, and has looked and found nothing. */
  private Future<Answer> waiting(int slot) throws InterruptedException {
    Future<Answer> waiting = threads.submit(() -> lease(slot, LONG_SECONDS));
    Thread.sleep(500);
    assertThat(waiting.isDone()).isFalse();
    return waiting;
  }

  @Test
  void a_job_that_is_submitted_here_goes_to_an_agent_that_waits_there() throws Exception {
    for (int round = 0; round < 3; round++) {
      Future<Answer> waiting = waiting(0);
      String job = submit();
      assertThat(waiting.get().status()).isEqualTo(200);
      assertThat(waiting.get().json().at("/job/id").asString()).isEqualTo(job);
    }
  }

  @Test
  void of_two_who_wait_at_different_servers_one_gets_it() throws Exception {
    Future<Answer> first = waiting(0);
    String near =
        here.post(
                "/api/v1/agents",
                "{\"name\":\"near\",\"host\":\"h\",\"version\":\"1\",\"devices\":[]}")
            .json()
            .get("id")
            .asString();
    Future<Answer> second =
        threads.submit(
            () -> here.post("/api/v1/agents/" + near + "/lease", "{\"waitSeconds\":30}"));
    submit();
    while (!first.isDone() && !second.isDone()) {
      Thread.sleep(20);
    }
    Future<Answer> rest = first.isDone() ? second : first;
    assertThat(rest.isDone()).isFalse();
    String last = submit();
    assertThat(rest.get().json().at("/job/id").asString()).isEqualTo(last);
  }

  @Test
  void what_is_wanted_here_is_heard_by_the_holder_who_waits_there() throws Exception {
    String job = submit();
    String lease = lease(0, 0).json().get("leaseId").asString();
    String wish = "/api/v1/leases/" + lease + "/wish?waitSeconds=30";

    Future<Answer> first = threads.submit(() -> there.get(wish));
    Thread.sleep(500);
    here.post("/api/v1/jobs/" + job + "/pause", "");
    assertThat(first.get().json().get("wish").asString()).isEqualTo("PAUSE");

    Future<Answer> second = threads.submit(() -> there.get(wish + "&after=PAUSE"));
    Thread.sleep(500);
    here.post("/api/v1/jobs/" + job + "/cancel", "");
    assertThat(second.get().json().get("wish").asString()).isEqualTo("STOP");

    Future<Answer> third = threads.submit(() -> there.get(wish + "&after=STOP"));
    Thread.sleep(500);
    here.post("/api/v1/leases/" + lease + "/finish", "{\"outcome\":\"KILLED\"}");
    assertThat(third.get().status()).as("the lease is over").isEqualTo(409);
  }

  @Test
  void a_queue_that_is_paused_and_resumed_here_is_so_for_those_who_wait_there() throws Exception {
    here.post("/api/v1/queue/pause", "");
    String job = submit();
    Future<Answer> waiting = waiting(0);
    assertThat(lease(1, 0).status()).isEqualTo(204);

    here.post("/api/v1/queue/resume", "");
    assertThat(waiting.get().status()).isEqualTo(200);
    assertThat(waiting.get().json().at("/job/id").asString()).isEqualTo(job);
  }

  @Test
  void an_agent_that_is_drained_worked_and_stopped_here_hears_of_it_there() throws Exception {
    here.post("/api/v1/agents/" + agent + "/drain", "");
    String job = submit();
    Future<Answer> waiting = waiting(0);
    here.post("/api/v1/agents/" + agent + "/undrain", "");
    assertThat(waiting.get().json().at("/job/id").asString()).isEqualTo(job);

    Future<Answer> idle = waiting(1);
    here.post("/api/v1/agents/" + agent + "/stop", "");
    assertThat(idle.get().status()).isEqualTo(410);
  }

  @Test
  void a_job_goes_to_an_agent_that_waits_when_its_time_has_come() throws Exception {
    Future<Answer> waiting = waiting(0);
    String job =
        here.post(
                "/api/v1/jobs",
                "{\"recipe\":\"any\",\"experiment\":\"two\",\"params\":{},\"notBefore\":\"%s\"}"
                    .formatted(Instant.now().plusSeconds(2)))
            .json()
            .get("id")
            .asString();
    assertThat(waiting.get().status()).isEqualTo(200);
    assertThat(waiting.get().json().at("/job/id").asString()).isEqualTo(job);
  }

  @Test
  void an_agent_that_waits_is_online_however_long_it_has_said_nothing() throws Exception {
    waiting(0);
    db.execute("update agent set last_seen_at = now() - interval '2 minutes'");
    other.getBean(Agents.class).seeThoseWhoWait();
    JsonNode seen = here.get("/api/v1/agents").json().get("items");
    assertThat(seen)
        .filteredOn(a -> a.get("online").asBoolean())
        .extracting(a -> a.get("id").asString())
        .containsExactly(agent);
    there.delete("/api/v1/agents/" + agent + "/lease");
  }

  @Test
  void an_agent_that_starts_again_at_this_server_waits_no_longer_at_that_one() throws Exception {
    Future<Answer> old = waiting(0);

    assertThat(register(here)).isEqualTo(agent);
    String job = submit();

    assertThat(old.get().status()).as("no job goes to a process that is gone").isEqualTo(204);
    assertThat(
            here.post("/api/v1/agents/" + agent + "/lease", "{\"waitSeconds\":30}")
                .json()
                .at("/job/id")
                .asString())
        .isEqualTo(job);
  }

  @Test
  void a_slot_that_says_goodbye_at_this_server_waits_no_longer_at_that_one() throws Exception {
    Future<Answer> ending = waiting(0);
    Future<Answer> staying = waiting(1);

    here.delete("/api/v1/agents/" + agent + "/lease?slot=0");
    assertThat(ending.get(LONG_SECONDS / 2, TimeUnit.SECONDS).status())
        .as("long before its time is up")
        .isEqualTo(204);
    assertThat(staying.isDone()).isFalse();
    String job = submit();
    assertThat(staying.get().json().at("/job/id").asString()).isEqualTo(job);
  }
}

package dev.assay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.tracking.FakeServer;
import dev.assay.tracking.Spools;
import dev.assay.tracking.Wire;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Jobs in processes of their own, which end as they should not. */
@Timeout(180)
class ChildJobTest {

  @TempDir Path folder;

  private final FakeServer server = new FakeServer(5);
  private final ObjectNode noParams = new JsonMapper().createObjectNode();

  @AfterEach
  void close() {
    server.close();
  }

  private AgentLoop loop(int slots, Duration grace) {
    return loop(slots, grace, Duration.ZERO);
  }

  private AgentLoop loop(int slots, Duration grace, Duration start) {
    List<String> command = new ArrayList<>(JobProgram.java("64m"));
    int classPath = command.indexOf("-cp") + 1;
    command.set(
        classPath,
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.addAll(
        List.of(
            JobOfTest.class.getName(),
            server.address().toString(),
            folder.toString(),
            Long.toString(start.toMillis())));
    var launch = new ChildJob.Launch(command, grace, folder.resolve("crashes"));
    var spools = new Spools(folder.resolve("spool"), 1 << 24, Clock.systemUTC());
    return new AgentLoop(
        server.client(),
        new Wire.AgentRegister("test", "1", "here", List.of(), null, List.of(), slots, null),
        JobOfTest.RECIPES,
        lease -> new ChildJob(server.client(), lease, launch, spools, Clock.systemUTC()),
        spools,
        Clock.systemUTC());
  }

  private void runUntil(AgentLoop loop, BooleanSupplier condition) throws InterruptedException {
    Thread thread = Thread.ofPlatform().start(loop::run);
    await(condition);
    loop.shutdown();
    thread.join();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(20);
    }
  }

  private List<JsonNode> finishes() {
    return server.accepted("/finish");
  }

  private long pid() {
    return server.stored("/metrics").stream()
        .flatMap(request -> request.body().get("metrics").valueStream())
        .filter(columns -> columns.get("name").asString().equals("pid"))
        .mapToLong(columns -> columns.at("/values/0").asLong())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void two_slots_do_two_jobs_at_the_same_time_and_hand_both_back() throws InterruptedException {
    server.queue("endless", noParams);
    server.queue("endless", noParams);
    runUntil(loop(2, Duration.ofSeconds(60)), () -> server.accepted("/start").size() == 2);
    assertThat(server.accepted("/release"))
        .extracting(release -> release.get("reason").asString())
        .containsExactly("the agent is shutting down", "the agent is shutting down");
    assertThat(server.requests("/lease"))
        .extracting(request -> request.body().path("slot").asInt())
        .contains(0, 1);
    assertThat(finishes()).isEmpty();
  }

  @Test
  void a_process_that_is_slow_to_start_keeps_its_lease() throws InterruptedException {
    server.queue("quick", noParams);
    runUntil(loop(1, Duration.ofSeconds(60), Duration.ofSeconds(4)), () -> finishes().size() == 1);
    JsonNode first = server.requests("/heartbeat").getFirst().body(); // a lease lasts 5 s
    assertThat(first.get("progress").isNull()).isTrue();
    assertThat(finishes().getFirst().get("outcome").asString()).isEqualTo("FINISHED");
  }

  @Test
  void a_killed_process_fails_its_job_with_its_last_words_and_the_next_is_done()
      throws InterruptedException {
    server.queue("endless", noParams);
    server.queue("quick", noParams);
    AgentLoop loop = loop(1, Duration.ofSeconds(60));
    Thread thread = Thread.ofPlatform().start(loop::run);
    await(() -> server.steps("loss").size() > 20);
    server.close(); // what is recorded from here on is on disk only
    Thread.sleep(1500);
    ProcessHandle.of(pid()).orElseThrow().destroyForcibly();
    server.start();
    await(() -> finishes().size() == 2);
    loop.shutdown();
    thread.join();

    assertThat(finishes().getFirst().get("outcome").asString()).isEqualTo("FAILED");
    assertThat(finishes().getFirst().get("failure").asString())
        .startsWith("the job's process was ended by SIGKILL")
        .contains("at work");
    assertThat(finishes().getLast().get("outcome").asString()).isEqualTo("FINISHED");
    List<Long> steps = server.steps("loss");
    assertThat(steps).isEqualTo(LongStream.range(0, steps.size()).boxed().toList());
    assertThat(server.lines()).anyMatch(line -> line.contains("was ended by SIGKILL"));
    assertThat(server.requests("/metrics")).allMatch(request -> request.lease() != null);
  }

  @ParameterizedTest
  @CsvSource({
    "exit, the job's process ended with exit code 3",
    "halt, the job's process ended with exit code 7",
    "greedy, the job's process ended with exit code 3: it ran out of memory",
  })
  void a_process_that_ends_without_a_word_fails_its_job(String recipe, String words)
      throws InterruptedException {
    server.queue(recipe, noParams);
    runUntil(loop(1, Duration.ofSeconds(60)), () -> finishes().size() == 1);
    assertThat(finishes().getFirst().get("outcome").asString()).isEqualTo("FAILED");
    assertThat(finishes().getFirst().get("failure").asString())
        .startsWith(words)
        .contains("at work");
  }

  @Test
  void a_job_that_is_deaf_to_a_stop_is_killed() throws InterruptedException {
    server.queue("deaf", noParams);
    runUntil(
        loop(1, Duration.ofMillis(500)),
        () -> {
          if (!server.accepted("/start").isEmpty()) {
            server.requestStop();
          }
          return finishes().size() == 1;
        });
    assertThat(finishes().getFirst().toString()).isEqualTo("{\"outcome\":\"KILLED\"}");
  }

  @Test
  void a_job_that_is_deaf_to_a_shutdown_goes_back_to_the_queue_all_the_same()
      throws InterruptedException {
    server.queue("deaf", noParams);
    runUntil(loop(1, Duration.ofMillis(500)), () -> !server.accepted("/start").isEmpty());
    assertThat(server.accepted("/release").getFirst().get("reason").asString())
        .isEqualTo("the agent is shutting down; there was no time to wait");
  }
}

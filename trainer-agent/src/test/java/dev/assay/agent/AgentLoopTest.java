package dev.assay.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.corpus.Corpora;
import dev.assay.recipes.Pretrain;
import dev.assay.recipes.Recipe;
import dev.assay.recipes.RunRecorder;
import dev.assay.tracking.AssayClient;
import dev.assay.tracking.FakeServer;
import dev.assay.tracking.Patience;
import dev.assay.tracking.ServerException;
import dev.assay.tracking.Spools;
import dev.assay.tracking.Wire;
import dev.assay.training.Wish;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Timeout(60)
class AgentLoopTest {

  private static final Wire.AgentRegister SELF =
      new Wire.AgentRegister(
          "test",
          "1",
          "here",
          List.of(new Wire.Device("cpu", "x", 2, 1)),
          null,
          List.of("a", "b"),
          1,
          null);

  private static final long SPOOL_BYTES = 1 << 20;

  /** What a recipe does. */
  private interface Work {
    Recipe.Ending run(ObjectNode params, Path folder, RunRecorder run, Supplier<Wish> wish)
        throws IOException, InterruptedException;
  }

  private record TestRecipe(Work work) implements Recipe {
    @Override
    public ObjectNode schema() {
      return new JsonMapper().createObjectNode().put("type", "object");
    }

    @Override
    public Ending run(ObjectNode params, Path folder, RunRecorder run, Supplier<Wish> wish)
        throws IOException, InterruptedException {
      return work.run(params, folder, run, wish);
    }
  }

  /** Goes on from its checkpoint until it is stopped or paused. */
  private static final Recipe ENDLESS =
      new TestRecipe(
          (params, folder, run, wish) -> {
            run.start(params, Map.of());
            int step =
                run.download("checkpoints/last", folder)
                    ? Integer.parseInt(Files.readString(folder.resolve("step")))
                    : 0;
            for (; wish.get() == Wish.GO_ON; step++) {
              run.metric("loss", step, 1);
              run.progress(0.25);
              Thread.sleep(20);
            }
            if (wish.get() == Wish.STOP) {
              return Recipe.Ending.STOPPED;
            }
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("step"), String.valueOf(step));
            run.upload("checkpoints/last", folder);
            return Recipe.Ending.PAUSED;
          });

  private static final Recipe BROKEN =
      new TestRecipe(
          (params, folder, run, wish) -> {
            throw new IllegalStateException("the disk\n is full");
          });

  /** Logs faster than is sent and looks at nothing else. */
  private static final Recipe HEEDLESS =
      new TestRecipe(
          (params, folder, run, wish) -> {
            run.start(params, Map.of());
            for (int step = 0; ; step++) {
              run.metric("loss", step, 1);
            }
          });

  /** Prints, logs and fails. */
  private static final Recipe TALKATIVE =
      new TestRecipe(
          (params, folder, run, wish) -> {
            System.out.println("hello");
            LoggerFactory.getLogger("job").info("at work");
            throw new IllegalStateException("enough");
          });

  @TempDir Path folder;

  private final FakeServer server = new FakeServer(1);
  private final ObjectNode noParams = new JsonMapper().createObjectNode();

  /** Ends because of a pause that is withdrawn before it has ended. */
  private final Recipe slowToEnd =
      new TestRecipe(
          (params, folder, run, wish) -> {
            run.start(params, Map.of());
            awaitWish(wish, Wish.PAUSE);
            server.requestNothing();
            awaitWish(wish, Wish.GO_ON);
            return Recipe.Ending.valueOf(params.get("ending").asString());
          });

  private static void awaitWish(Supplier<Wish> wish, Wish wanted) throws InterruptedException {
    await(() -> wish.get() == wanted);
  }

  /** Calls itself for ever. */
  private static final Recipe ENDLESSLY_DEEP =
      new TestRecipe((params, folder, run, wish) -> deep(params, 0));

  private static Recipe.Ending deep(ObjectNode params, int depth) {
    return depth < 0 ? Recipe.Ending.DONE : deep(params, 1 + (depth & 1));
  }

  /** Uploads when the test says so, and again. */
  private final CountDownLatch mayUpload = new CountDownLatch(1);

  private final Recipe uploading =
      new TestRecipe(
          (params, folder, run, wish) -> {
            run.start(params, Map.of());
            mayUpload.await();
            Path file = Files.writeString(this.folder.resolve("file"), "what is kept");
            run.upload("file", file);
            return Recipe.Ending.DONE;
          });

  private static final Recipe QUICK =
      new TestRecipe((params, folder, run, wish) -> Recipe.Ending.DONE);

  @AfterEach
  void close() {
    server.close();
  }

  private Map<String, Recipe> recipes() {
    return Map.of(
        "pretrain",
        new Pretrain(Corpora.Below.of(List.of(folder)), folder.resolve("tokens")),
        "endless",
        ENDLESS,
        "broken",
        BROKEN,
        "heedless",
        HEEDLESS,
        "talkative",
        TALKATIVE,
        "quick",
        QUICK,
        "slow",
        slowToEnd,
        "deep",
        ENDLESSLY_DEEP,
        "uploading",
        uploading);
  }

  private AgentLoop loop() {
    var spools = new Spools(folder.resolve("spool"), SPOOL_BYTES, Clock.systemUTC());
    Map<String, Recipe> recipes = recipes();
    return new AgentLoop(
        server.client(),
        SELF,
        recipes,
        lease ->
            new LeasedWork(
                server.client(),
                lease,
                new LeasedWork.Place(
                    recipes,
                    folder.resolve(lease.job().runId().toString()),
                    spools,
                    Map.of("host", "here", "agent", "test")),
                Clock.systemUTC()),
        spools,
        Clock.systemUTC());
  }

  /** Runs the loop until the condition holds, then shuts it down. */
  private void runUntil(BooleanSupplier condition) throws InterruptedException {
    AgentLoop loop = loop();
    Thread thread = Thread.ofPlatform().start(loop::run);
    await(condition);
    loop.shutdown();
    thread.join();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(10);
    }
  }

  private boolean seen(String pathEnd) {
    return !server.accepted(pathEnd).isEmpty();
  }

  @Test
  void a_leased_job_is_trained_recorded_and_finished() throws InterruptedException {
    ObjectNode params =
        (ObjectNode)
            new JsonMapper()
                .readTree(
                    """
                    {"model": {"layers": 1, "heads": 2, "width": 16, "context": 16},
                     "optimizer": {"warmupSteps": 2}, "training": {"steps": 12, "batch": 2},
                     "evaluation": {"every": 6, "windows": 4, "sample": {"tokens": 5}},
                     "data": {"corpus": "%s", "validationFraction": 0.5}}"""
                        .formatted(corpus()));
    Wire.Lease lease = server.queue("pretrain", params);
    runUntil(() -> seen("/finish"));

    assertThat(server.accepted("/finish").getFirst().toString())
        .isEqualTo("{\"outcome\":\"FINISHED\"}");
    JsonNode start = server.accepted("/start").getFirst();
    assertThat(start.at("/params/model/layers").asInt()).isEqualTo(1);
    assertThat(start.at("/params/optimizer/beta1").asDouble()).isEqualTo(0.9); // a default
    assertThat(start.at("/tags/device").asString()).isEqualTo("cpu");
    assertThat(start.at("/tags/host").asString()).isEqualTo("here");
    assertThat(server.accepted("/metrics").toString())
        .contains("val/unigram_loss", "val/loss", "train/loss", "grad_norm", "tokens_per_second");
    assertThat(server.accepted("/samples")).hasSize(2);
    assertThat(folder.resolve(lease.job().runId() + "/checkpoints/step-00000012/model.safetensors"))
        .exists();
  }

  private String corpus() {
    try {
      return Files.writeString(folder.resolve("text.txt"), text()).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text() {
    var text = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      text.append("document ").append(i).append(" says hello\n\n");
    }
    return text.toString();
  }

  @Test
  void a_stop_request_kills_the_run() throws InterruptedException {
    server.queue("endless", noParams);
    runUntil(
        () -> {
          if (seen("/heartbeat")) {
            server.requestStop();
          }
          return seen("/finish");
        });
    assertThat(server.accepted("/finish").getFirst().toString())
        .isEqualTo("{\"outcome\":\"KILLED\"}");
    assertThat(server.accepted("/heartbeat").getLast().get("progress").asDouble()).isEqualTo(0.25);
  }

  @Test
  void a_pause_keeps_a_checkpoint_and_the_job_goes_on_from_it() throws InterruptedException {
    Wire.Lease lease = server.queue("endless", noParams);
    AgentLoop loop = loop();
    Thread thread = Thread.ofPlatform().start(loop::run);
    await(() -> server.steps("loss").size() > 3);
    server.requestPause();
    await(() -> seen("/release"));
    assertThat(server.accepted("/release").getFirst().get("reason").asString()).isEqualTo("paused");
    assertThat(seen("/finish")).isFalse();
    assertThat(server.files().content()).containsOnlyKeys("checkpoints/last/step");

    int before = server.steps("loss").size();
    server.requestNothing();
    server.queue(lease);
    await(() -> server.steps("loss").size() > before);
    loop.shutdown();
    thread.join();
    List<Long> steps = server.steps("loss");
    assertThat(steps).isEqualTo(LongStream.range(0, steps.size()).boxed().toList());
  }

  @Test
  void a_pause_is_heard_at_once_and_taken_back_when_it_is_no_longer_wanted()
      throws InterruptedException {
    var slow = new FakeServer(600); // no heartbeat comes in the time of this test
    try (slow;
        var held = new HeldLease(slow.client(), slow.queue("endless", noParams), () -> {})) {
      slow.requestPause();
      await(() -> held.wish() == Wish.PAUSE);
      slow.requestNothing();
      await(() -> held.wish() == Wish.GO_ON);
      slow.requestPause();
      await(() -> held.wish() == Wish.PAUSE);
      slow.requestStop();
      await(() -> held.wish() == Wish.STOP);
      assertThat(slow.accepted("/heartbeat")).isEmpty();
    }
  }

  @Test
  void an_agent_says_which_recipes_it_has() throws InterruptedException {
    runUntil(() -> seen("/agents"));
    JsonNode recipes = server.accepted("/agents").getFirst().get("recipes");
    assertThat(recipes)
        .extracting(recipe -> recipe.get("name").asString())
        .containsExactly(
            "broken",
            "deep",
            "endless",
            "heedless",
            "pretrain",
            "quick",
            "slow",
            "talkative",
            "uploading");
    assertThat(recipes).allMatch(recipe -> recipe.at("/schema/type").asString().equals("object"));
  }

  @Test
  void a_failing_job_fails_with_one_line_and_the_agent_lives_on() throws InterruptedException {
    server.queue("broken", noParams);
    server.queue("unheard-of", noParams);
    server.queue("quick", noParams);
    runUntil(() -> server.accepted("/finish").size() == 3);
    assertThat(server.accepted("/finish"))
        .extracting(JsonNode::toString)
        .containsExactly(
            "{\"outcome\":\"FAILED\",\"failure\":\"IllegalStateException: the disk is full\"}",
            "{\"outcome\":\"FAILED\",\"failure\":\"recipe unheard-of is unknown; this agent knows"
                + " broken, deep, endless, heedless, pretrain, quick, slow, talkative, uploading\"}",
            "{\"outcome\":\"FINISHED\"}");
  }

  @Test
  void what_a_job_prints_and_how_the_system_does_is_recorded() throws InterruptedException {
    server.queue("talkative", noParams);
    server.queue("endless", noParams);
    runUntil(() -> !server.steps("loss").isEmpty());
    assertThat(server.lines())
        .anyMatch(line -> line.equals("hello"))
        .anyMatch(line -> line.endsWith("at work"))
        .anyMatch(line -> line.equals("IllegalStateException: enough"));
    assertThat(server.accepted("/metrics").toString())
        .contains("system/host_memory_total_bytes", "system/rss_bytes");
  }

  @Test
  void what_an_agent_left_is_sent_before_the_next_takes_a_job() throws InterruptedException {
    server.queue("endless", noParams);
    AgentLoop loop = loop();
    Thread thread = Thread.ofPlatform().start(loop::run);
    await(() -> !server.steps("loss").isEmpty());
    server.close();
    Thread.sleep(700); // points of more than one batch
    loop.shutdown();
    thread.join();

    server.start();
    long before = server.steps("loss").size();
    runUntil(() -> seen("/lease") && server.steps("loss").size() > before);
    List<Long> steps = server.steps("loss");
    assertThat(steps).isEqualTo(LongStream.range(0, steps.size()).boxed().toList());
  }

  @Test
  void a_wrong_param_fails_the_job_with_its_rule() throws InterruptedException {
    server.queue(
        "pretrain", noParams.deepCopy().set("training", noParams.deepCopy().put("steps", -1)));
    runUntil(() -> seen("/finish"));
    assertThat(server.accepted("/finish").getFirst().get("failure").asString())
        .isEqualTo("training.steps is -1; must be at least 1");
  }

  @Test
  void a_lost_lease_is_abandoned_without_a_word() throws InterruptedException {
    server.queue("endless", noParams);
    var lost = new CountDownLatch(1);
    runUntil(
        () -> {
          if (seen("/start") && lost.getCount() > 0) {
            server.loseLease();
            lost.countDown();
            server.queue("endless", noParams); // taken once the first is let go
          }
          return server.accepted("/start").size() == 2;
        });
    assertThat(seen("/finish")).isFalse();
    assertThat(seen("/release")).isFalse();
  }

  @Test
  void a_server_that_was_away_is_found_again_and_loses_no_point() throws InterruptedException {
    server.queue("endless", noParams);
    AgentLoop loop = loop();
    Thread thread = Thread.ofPlatform().start(loop::run);
    await(() -> seen("/metrics"));
    server.close();
    Thread.sleep(1000); // the work goes on meanwhile
    server.start();
    server.requestStop();
    await(() -> seen("/finish"));
    loop.shutdown();
    thread.join();

    assertThat(server.accepted("/finish").getFirst().get("outcome").asString()).isEqualTo("KILLED");
    List<Long> steps = server.steps("loss");
    assertThat(steps).isEqualTo(LongStream.range(0, steps.size()).boxed().toList());
    // what the log says about its own sending is not sent, or it would never end
    assertThat(server.lines()).noneMatch(line -> line.contains("waits for the server"));
  }

  @Test
  void work_that_a_withdrawn_pause_ended_is_queued_again() throws InterruptedException {
    for (String ending : List.of("PAUSED", "STOPPED")) {
      int before = server.accepted("/release").size();
      ObjectNode params = noParams.deepCopy().put("ending", ending);
      server.requestPause();
      server.queue("slow", params);
      runUntil(() -> server.accepted("/release").size() > before);
      assertThat(server.accepted("/release").getLast().get("reason").asString())
          .isEqualTo("the pause was withdrawn");
      assertThat(seen("/finish")).isFalse();
    }
  }

  @Test
  void a_stack_that_overflows_fails_the_job_and_the_agent_lives_on() throws InterruptedException {
    server.queue("deep", noParams);
    server.queue("quick", noParams);
    runUntil(() -> server.accepted("/finish").size() == 2);
    assertThat(server.accepted("/finish"))
        .extracting(JsonNode::toString)
        .containsExactly(
            "{\"outcome\":\"FAILED\",\"failure\":\"StackOverflowError\"}",
            "{\"outcome\":\"FINISHED\"}");
  }

  @Test
  void the_end_of_a_job_is_no_loss_of_its_lease() throws InterruptedException {
    List<String> printed = new CopyOnWriteArrayList<>();
    try (var console = new ConsoleTee((stream, line) -> printed.add(line))) {
      server.queue("talkative", noParams);
      server.queue("quick", noParams);
      runUntil(() -> server.accepted("/finish").size() == 2);
    }
    assertThat(printed).anyMatch(line -> line.contains("Failed[cause=")); // they are heard
    assertThat(printed).noneMatch(line -> line.contains("is lost"));
  }

  @Test
  void a_lost_lease_sends_no_further_file() throws InterruptedException {
    List<String> printed = new CopyOnWriteArrayList<>();
    try (var console = new ConsoleTee((stream, line) -> printed.add(line))) {
      server.queue("uploading", noParams);
      AgentLoop loop = loop();
      Thread thread = Thread.ofPlatform().start(loop::run);
      await(() -> seen("/start"));
      server.loseLease();
      await(() -> printed.stream().anyMatch(line -> line.contains("is lost")));
      mayUpload.countDown();
      await(() -> printed.stream().anyMatch(line -> line.contains("Interrupted[reason=LOST]")));
      loop.shutdown();
      thread.join();
    }
    assertThat(server.files().puts()).isEmpty();
  }

  @Test
  void a_shutdown_hands_the_job_back() throws InterruptedException {
    server.queue("endless", noParams);
    runUntil(() -> seen("/start"));
    assertThat(server.accepted("/release").getFirst().get("reason").asString())
        .isEqualTo("the agent is shutting down");
    assertThat(seen("/finish")).isFalse();
    assertThat(server.files().content()).containsKey("checkpoints/last/step");
  }

  @Test
  @Timeout(20)
  void a_shutdown_ends_a_job_that_waits_for_a_server_that_is_away() throws InterruptedException {
    server.queue("heedless", noParams);
    AgentLoop loop = loop();
    Thread thread = Thread.ofPlatform().start(loop::run);
    await(() -> !server.steps("loss").isEmpty());
    server.close();
    await(() -> thread.getState() == Thread.State.WAITING); // the buffer is full
    loop.shutdown();
    thread.join();
  }

  @Test
  void a_shutdown_between_a_leases_answer_and_the_work_hands_the_job_back()
      throws InterruptedException {
    Wire.Lease lease = server.queue("endless", noParams);
    AgentLoop loop = loop();
    AgentLoop.Slot slot = loop.slot(0);
    assertThat(slot.becomeIdle()).isTrue();
    loop.shutdown(); // interrupts this thread
    slot.work(lease);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(server.accepted("/release")).hasSize(1);
    assertThat(seen("/start")).isFalse();
    assertThat(slot.becomeIdle()).isFalse();
  }

  @Test
  void a_wrong_corpus_fails_the_job_and_tells_nothing_of_the_file() throws InterruptedException {
    ObjectNode params = noParams.deepCopy();
    params.putObject("data").put("corpus", "/etc/passwd");
    server.queue("pretrain", params);
    runUntil(() -> seen("/finish"));
    assertThat(server.accepted("/finish").getFirst().get("failure").asString())
        .startsWith(
            "data.corpus is /etc/passwd; must be a known name, or in a folder that jobs may read");
  }

  @Test
  @Timeout(10)
  void a_heartbeat_that_hangs_is_followed_by_another_in_time() throws InterruptedException {
    server.hangHeartbeat();
    Wire.Lease lease = server.queue("endless", noParams);
    try (var held = new HeldLease(server.client(), lease, () -> {})) {
      await(() -> server.accepted("/heartbeat").size() == 2);
      assertThat(held.wish()).isEqualTo(Wish.GO_ON);
    }
  }

  @Test
  void the_exit_code_tells_whether_the_work_stopped_in_time() {
    List<Integer> codes = new ArrayList<>();
    try (var signal = new StopOnSignal(() -> {}, Duration.ofMillis(10), () -> "it", codes::add)) {
      signal.end();
    }
    var ending = new AtomicReference<StopOnSignal>();
    ending.set(
        new StopOnSignal(
            () -> Objects.requireNonNull(ending.get()).close(),
            Duration.ofMinutes(1),
            () -> "it",
            codes::add));
    Objects.requireNonNull(ending.get()).end();
    assertThat(codes).containsExactly(1, 0);
  }

  @Test
  void a_shutdown_ends_an_idle_agent_which_tells_the_server_not_to_wait_for_it()
      throws InterruptedException {
    runUntil(() -> seen("/lease"));
    assertThat(seen("/release")).isFalse();
    assertThat(server.deleted("/lease")).isTrue();
  }

  private static JobRun noRun() {
    throw new AssertionError("there is no job");
  }

  @Test
  void a_hand_back_keeps_a_checkpoint_and_frees_the_agent_for_the_next() throws Exception {
    server.queue("endless", noParams);
    AgentLoop loop = loop();
    Thread thread = Thread.ofPlatform().start(loop::run);
    await(() -> server.steps("loss").size() > 3);
    server.requestHandBack();
    await(() -> seen("/release"));
    assertThat(server.accepted("/release").getFirst().get("reason").asString())
        .isEqualTo("handed back as was asked");
    assertThat(server.files().content()).containsOnlyKeys("checkpoints/last/step");
    server.requestNothing();
    server.queue("quick", noParams);
    await(() -> seen("/finish"));
    loop.shutdown();
    thread.join();
  }

  @Test
  void an_agent_that_is_told_to_end_ends_without_an_error() throws InterruptedException {
    AgentLoop loop = loop();
    server.tellToEnd();
    loop.run();
    assertThat(seen("/lease")).isTrue();
  }

  @Test
  void all_that_is_written_for_a_job_is_written_under_its_lease() throws InterruptedException {
    Wire.Lease lease = server.queue("endless", noParams);
    runUntil(() -> !server.steps("loss").isEmpty());
    for (String end : List.of("/start", "/metrics", "/release")) {
      assertThat(server.requests(end))
          .isNotEmpty()
          .allMatch(request -> lease.leaseId().toString().equals(request.lease()));
    }
    assertThat(server.requests("/lease")).allMatch(request -> request.lease() == null);
  }

  @Test
  void work_whose_fence_has_closed_says_no_more_and_the_agent_lives_on()
      throws InterruptedException {
    var slow = new FakeServer(600); // no heartbeat tells of the loss
    slow.fence();
    try (slow) {
      Wire.Lease lease = slow.queue("endless", noParams);
      slow.client().release(lease.leaseId(), "somebody has taken it");
      new LeasedWork(
              slow.client(),
              lease,
              new LeasedWork.Place(
                  recipes(),
                  folder,
                  new Spools(folder.resolve("spool"), SPOOL_BYTES, Clock.systemUTC()),
                  Map.of()),
              Clock.systemUTC())
          .run();
      assertThat(slow.accepted("/finish")).isEmpty();
      assertThat(slow.accepted("/release")).hasSize(1);
    }
  }

  @Test
  void an_agent_says_its_labels_slots_and_time_and_is_warned_of_clocks_and_versions_once()
      throws InterruptedException {
    server.introduce(Instant.EPOCH, "9.9");
    List<String> printed = new CopyOnWriteArrayList<>();
    try (var console = new ConsoleTee((stream, line) -> printed.add(line))) {
      runUntil(() -> seen("/lease"));
    }
    JsonNode said = server.accepted("/agents").getFirst();
    assertThat(said.get("labels").toString()).isEqualTo("[\"a\",\"b\"]");
    assertThat(said.get("slots").asInt()).isEqualTo(1);
    assertThat(Instant.parse(said.get("time").asString())).isAfter(Instant.EPOCH);
    assertThat(printed)
        .filteredOn(line -> line.contains("this machine's clock is"))
        .singleElement()
        .asString()
        .endsWith("ahead of the server's; times of points and lines will be wrong");
    assertThat(printed).filteredOn(line -> line.contains("the server 9.9")).hasSize(1);
  }

  @Test
  void an_agent_waits_for_a_server_that_is_not_up_yet() throws InterruptedException {
    server.close();
    AgentLoop loop = loop();
    Thread thread = Thread.ofPlatform().start(loop::run);
    Thread.sleep(100);
    server.start();
    await(() -> seen("/lease"));
    loop.shutdown();
    thread.join();
  }

  @Test
  void a_wrong_token_ends_the_agent() {
    var client =
        new AssayClient(server.address(), "wrong", Patience.none(), new SplittableRandom(1));
    var spools = new Spools(folder, SPOOL_BYTES, Clock.systemUTC());
    var loop = new AgentLoop(client, SELF, Map.of(), _ -> noRun(), spools, Clock.systemUTC());
    assertThatThrownBy(loop::run)
        .isInstanceOf(ServerException.Refused.class)
        .hasMessage("the token is not known");
  }

  @Test
  void progress_tells_the_time_that_is_left() {
    assertThat(ProgressLine.timeLeft(Duration.ofSeconds(30), 0, 0.25)).isEqualTo("90 s");
    assertThat(ProgressLine.timeLeft(Duration.ofMinutes(10), 0, 0.5)).isEqualTo("10 min");
    // a quarter in 30 s, after half of the work was done elsewhere
    assertThat(ProgressLine.timeLeft(Duration.ofSeconds(30), 0.5, 0.75)).isEqualTo("30 s");
    assertThat(ProgressLine.timeLeft(Duration.ofSeconds(30), 1, 1)).isEqualTo("0 s");
    assertThat(ProgressLine.timeLeft(Duration.ofSeconds(3), 0, 0)).isEqualTo("? s");
  }
}

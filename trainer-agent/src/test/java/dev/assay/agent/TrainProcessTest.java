package dev.assay.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.assay.tracking.FakeServer;
import dev.assay.tracking.RunFiles;
import dev.assay.tracking.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command as a process of its own, with and without a server. */
@Timeout(180)
class TrainProcessTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int ENDLESS = 1_000_000_000;

  @TempDir Path folder;

  private final FakeServer server = new FakeServer(1);
  private final List<Process> processes = new ArrayList<>();
  private Path run = Path.of("run");

  @BeforeEach
  void text() throws IOException {
    run = folder.resolve("run");
    var text = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      text.append("document ").append(i).append(" says hello\n\n");
    }
    Files.writeString(folder.resolve("text.txt"), text);
    Files.writeString(
        folder.resolve("small.yaml"),
        """
        model: {layers: 1, heads: 2, width: 16, context: 16}
        optimizer: {warmupSteps: 2, peakLr: 1e-3}
        evaluation: {every: 50, windows: 4, sample: {tokens: 5}}
        data: {corpus: "%s", validationFraction: 0.5}
        training: {batch: 2}
        """
            .formatted(folder.resolve("text.txt")));
  }

  @AfterEach
  void close() {
    processes.forEach(Process::destroyForcibly);
    server.close();
  }

  private Process start(String... more) throws IOException {
    return startRecipe("pretrain", more);
  }

  private Process startRecipe(String recipe, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "dev.assay.agent.Main",
                "train",
                recipe,
                "--threads",
                "1",
                "--data",
                folder.resolve("data").toString()));
    command.addAll(List.of(more));
    var builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true).redirectOutput(log().toFile());
    builder.environment().remove("ASSAY_SERVER");
    builder.environment().put("ASSAY_TOKEN", FakeServer.TOKEN);
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private Process startSmall(int steps, String... more) throws IOException {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("--params", folder.resolve("small.yaml").toString()));
    all.addAll(List.of("--set", "training.steps=" + steps, "--run-folder", run.toString()));
    all.addAll(List.of(more));
    return start(all.toArray(String[]::new));
  }

  private String[] onServer(String... more) {
    List<String> all = new ArrayList<>(List.of("--server", server.address().toString()));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private Path log() {
    return folder.resolve("log");
  }

  private String printed() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static int await(Process process) throws InterruptedException {
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private void await(Process process, BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      assertThat(process.isAlive()).as(this::printed).isTrue();
      Thread.sleep(10);
    }
  }

  private static void signal(Process process, String name) throws Exception {
    var kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()));
    assumeThat(kill.start().waitFor()).isZero();
  }

  private JsonNode runFile() throws IOException {
    return JSON.readTree(Files.readString(run.resolve("run.json")));
  }

  @Test
  void without_a_server_it_trains_and_prints_how_it_goes() throws Exception {
    assertThat(await(startSmall(60))).as(this::printed).isZero();
    assertThat(printed())
        .contains("step 0  val/unigram_loss", "step 50  val/loss", "step 60  sample: ")
        .contains("100 %  step 60/60  loss ")
        .contains("done; its files are in " + run)
        .doesNotContain("\u001B", "\r");
    assertThat(run.resolve("checkpoints/step-00000060/model.safetensors")).exists();
    assertThat(runFile().at("/recipe").asString()).isEqualTo("pretrain");
    assertThat(runFile().at("/params/optimizer/peakLr").asDouble()).isEqualTo(1e-3);
    assertThat(runFile().at("/params/optimizer/beta1").asDouble()).isEqualTo(0.9); // a default
  }

  @Test
  void the_first_signal_keeps_a_checkpoint_and_says_how_to_go_on() throws Exception {
    for (String signal : List.of("INT", "TERM")) {
      run = folder.resolve("run-" + signal);
      Process process = startSmall(ENDLESS);
      await(process, () -> printed().contains("step 0  val/loss"));
      signal(process, signal);
      assertThat(await(process)).isEqualTo(signal.equals("INT") ? 130 : 143);
      assertThat(printed())
          .contains("a checkpoint will be kept")
          .contains("paused; to go on: ./assay train pretrain --resume " + run);
      assertThat(run.resolve("checkpoints"))
          .isDirectoryRecursivelyContaining("glob:**.safetensors");
    }

    // it goes on in the same folder, with the same params but those that are changed
    assertThat(await(start("--resume", run.toString(), "--set", "training.steps=60"))).isZero();
    assertThat(runFile().at("/params/training/steps").asInt()).isEqualTo(60);
    assertThat(runFile().at("/params/model/width").asInt()).isEqualTo(16);
    assertThat(printed()).contains("100 %  step 60/60");
  }

  @Test
  void with_a_server_a_run_is_made_kept_alive_fed_and_finished() throws Exception {
    Process process = startSmall(60, onServer("--experiment", "small ones", "--name", "smallest"));
    assertThat(await(process)).as(this::printed).isZero();
    JsonNode made = server.requests("/runs").getFirst().body();
    assertThat(made.get("experiment").asString()).isEqualTo("small ones");
    assertThat(made.get("name").asString()).isEqualTo("smallest");
    assertThat(made.at("/params/model/width").asInt()).isEqualTo(16);
    assertThat(server.accepted("/start").getFirst().at("/tags/device").asString()).isEqualTo("cpu");
    assertThat(server.steps("train/loss")).contains(1L, 10L, 60L).isSorted();
    assertThat(server.steps("system/rss_bytes")).isNotEmpty();
    assertThat(server.accepted("/samples")).hasSize(2);
    assertThat(server.accepted("/heartbeat")).isNotEmpty();
    assertThat(server.lines()).anyMatch(line -> line.contains("GPT of 1 layers x 16 wide"));
    assertThat(server.accepted("/finish"))
        .extracting(JsonNode::toString)
        .containsExactly("{\"status\":\"FINISHED\"}");
    assertThat(printed()).contains("watch it at " + server.address() + "/runs/");
  }

  @Test
  void a_paused_run_goes_on_on_the_server_too() throws Exception {
    Process process = startSmall(ENDLESS, onServer());
    await(process, () -> !server.steps("train/loss").isEmpty());
    signal(process, "INT");
    assertThat(await(process)).isEqualTo(130);
    assertThat(server.accepted("/finish").getLast().toString())
        .isEqualTo("{\"status\":\"KILLED\"}");
    assertThat(printed()).contains("--resume " + run + " --server " + server.address());

    String[] again = onServer("--resume", run.toString(), "--set", "training.steps=60");
    assertThat(await(start(again))).as(this::printed).isZero();
    assertThat(server.requests("/runs")).hasSize(1);
    String id = runFile().get("runId").asString();
    assertThat(server.requests("/runs/" + id + "/resume")).hasSize(1);
    JsonNode start = server.accepted("/start").getLast();
    assertThat(start.get("params").isEmpty()).isTrue(); // they stand
    assertThat(start.at("/tags/resumed.params").asString())
        .isEqualTo("{\"training\":{\"steps\":60}}");
    assertThat(server.accepted("/finish").getLast().toString())
        .isEqualTo("{\"status\":\"FINISHED\"}");
  }

  @Test
  void work_begins_with_a_model_that_only_the_server_has() throws Exception {
    assertThat(await(startSmall(10, onServer()))).as(this::printed).isZero();
    String id = runFile().get("runId").asString();
    run = folder.resolve("other");
    String[] more =
        onServer(
            "--run-folder", run.toString(), "--set", "model=" + id, "--set", "sample.tokens=5");
    assertThat(await(startRecipe("generate", more))).as(this::printed).isZero();
    assertThat(run.resolve("base-" + id + "/model.safetensors")).exists();
    assertThat(printed()).contains("done; its files are in " + run);
  }

  @Test
  void a_signal_before_the_run_has_started_ends_the_wait_and_it_can_go_on() throws Exception {
    String other = UUID.randomUUID().toString();
    new RunFiles(server::client, new RunId(UUID.fromString(other)))
        .upload("checkpoints/last/model.safetensors", folder.resolve("text.txt"));
    server.files().fail(ENDLESS);
    String[] more = onServer("--run-folder", run.toString(), "--set", "model=" + other);
    Process process = startRecipe("generate", more);
    await(process, () -> server.files().failuresLeft() < ENDLESS);
    signal(process, "INT");
    assertThat(await(process)).as(this::printed).isEqualTo(130);
    assertThat(printed()).contains("paused; to go on: ./assay train generate --resume " + run);
    assertThat(runFile().get("recipe").asString()).isEqualTo("generate");
    assertThat(runFile().at("/params/model").asString()).isEqualTo(other);
    assertThat(server.requests("/runs")).isEmpty();
  }

  @Test
  void a_signal_ends_work_whose_server_is_away() throws Exception {
    Process process = startSmall(ENDLESS, onServer());
    await(process, () -> !server.steps("train/loss").isEmpty());
    server.close();
    signal(process, "INT");
    assertThat(await(process)).as(this::printed).isEqualTo(130);
    assertThat(printed())
        .contains("the server was not told that the run has ended")
        .contains("paused; to go on: ./assay train pretrain --resume " + run);
    assertThat(run.resolve("checkpoints")).isDirectoryRecursivelyContaining("glob:**.safetensors");
  }

  @Test
  void a_run_that_somebody_ends_on_the_server_stops() throws Exception {
    Process process = startSmall(ENDLESS, onServer());
    await(process, () -> !server.accepted("/heartbeat").isEmpty());
    server.endRun();
    assertThat(await(process)).isEqualTo(1);
    assertThat(printed()).contains("the run has ended", "stopped; its files are in " + run);
    assertThat(server.accepted("/finish")).isEmpty();
  }

  @Test
  void what_cannot_begin_makes_no_run() throws Exception {
    Process process = startSmall(60, onServer("--set", "data.corpus=" + folder.resolve("none")));
    assertThat(await(process)).isEqualTo(1);
    assertThat(printed()).contains("none is missing");
    assertThat(server.requests("/runs")).isEmpty(); // there was nothing to record yet
    assertThat(run).doesNotExist();
  }

  @Test
  void without_an_answer_from_the_server_nothing_begins() throws Exception {
    server.close();
    assertThat(await(startSmall(60, onServer()))).isEqualTo(1);
    assertThat(printed()).contains("does not answer").doesNotContain("val/loss");
  }
}

package dev.assay.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.assay.tracking.FakeServer;
import dev.assay.tracking.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The agent as a process, with commands for jobs. */
@Timeout(300)
class AgentProcessTest {

  private static final JsonMapper JSON = new JsonMapper();

  /** Keeps a checkpoint when it is told to end. */
  private static final String HEEDING =
      "trap 'echo kept; exit 0' TERM; echo ready; while :; do sleep 0.1; done";

  private static final String DEAF =
      "trap '' TERM; (trap '' TERM; sleep 613) & echo ready; while :; do sleep 0.1; done";

  @TempDir Path folder;

  private final FakeServer server = new FakeServer(5);
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void close() {
    for (Process process : processes) {
      List<ProcessHandle> children = process.descendants().toList();
      process.destroyForcibly();
      children.forEach(ProcessHandle::destroyForcibly);
    }
    server.close();
  }

  private Process agent(String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName(),
                "agent",
                "--server",
                server.address().toString(),
                "--data",
                folder.resolve("data").toString(),
                "--job-memory",
                "64m"));
    command.addAll(List.of(more));
    var builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile());
    builder.environment().put("ASSAY_TOKEN", FakeServer.TOKEN);
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private static ObjectNode command(String... words) {
    ObjectNode params = JSON.createObjectNode();
    List.of(words).forEach(params.putArray("command")::add);
    return params;
  }

  private Wire.Lease shell(String script) {
    return server.queue("command", command("sh", "-c", script));
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(20);
    }
  }

  private JsonNode finish(Wire.Lease lease) throws InterruptedException {
    return only("/leases/" + lease.leaseId() + "/finish");
  }

  private JsonNode only(String path) throws InterruptedException {
    await(() -> !server.accepted(path).isEmpty());
    return server.accepted(path).getFirst();
  }

  /** The lines of a run with their streams. */
  private List<String> lines(Wire.Lease lease) {
    return server.stored("/runs/" + lease.job().runId() + "/logs").stream()
        .flatMap(request -> request.body().get("lines").valueStream())
        .map(line -> line.get("stream").asString() + " " + line.get("text").asString())
        .toList();
  }

  @Test
  void a_commands_output_and_exit_code_are_the_runs() throws Exception {
    agent("--allow-commands", "--slots", "2");
    Wire.Lease done = shell("echo out; echo err >&2; printf 'no end'");
    Wire.Lease failed = shell("echo before; echo because >&2; exit 3");
    Wire.Lease aborted = shell("kill -ABRT $$");
    Wire.Lease unknown = server.queue("command", command("no-such-program"));
    ObjectNode wrong = command("sh", "-c", "true");
    wrong.put("directory", "../..").putObject("environment").put("ASSAY_TOKEN", "mine");
    Wire.Lease refused = server.queue("command", wrong);

    assertThat(finish(done).toString()).isEqualTo("{\"outcome\":\"FINISHED\"}");
    assertThat(lines(done)).contains("stdout out", "stderr err", "stdout no end");
    assertThat(finish(failed).get("failure").asString())
        .startsWith("the command ended with exit code 3. Its last lines: ")
        .contains("before", "because");
    assertThat(finish(aborted).get("failure").asString())
        .startsWith("the command was ended by SIGABRT");
    assertThat(finish(unknown).get("failure").asString())
        .startsWith("command[0] is no-such-program; must be a program that can be run");
    assertThat(finish(refused).get("failure").asString())
        .isEqualTo("environment.ASSAY_TOKEN is \"mine\"; the agent sets this variable");
  }

  @Test
  void a_command_knows_its_run_and_server_and_no_token_is_on_a_command_line() throws Exception {
    Files.createDirectories(folder.resolve("root/below"));
    Process agent =
        agent("--allow-commands", "--command-directory", folder.resolve("root").toString());
    ObjectNode params =
        command(
            "sh",
            "-c",
            "echo $ASSAY_URL $ASSAY_RUN_ID $ASSAY_ATTEMPT $LR; echo $ASSAY_PARAMS;"
                + " echo $ASSAY_TOKEN $MLFLOW_TRACKING_TOKEN > tokens;"
                + " echo $MLFLOW_TRACKING_URI $MLFLOW_RUN_ID; pwd;"
                + HEEDING);
    params.put("directory", "below").putObject("environment").put("LR", 0.5);
    Wire.Lease lease = server.queue("command", params);
    await(() -> lines(lease).contains("stdout ready"));
    String token = FakeServer.TOKEN + "~" + lease.leaseId();
    String run = lease.job().runId().toString();
    assertThat(lines(lease))
        .contains(
            "stdout %s %s 1 0.5".formatted(server.address(), run),
            "stdout %s %s".formatted(server.address(), run),
            "stdout " + folder.resolve("root/below").toRealPath())
        .anyMatch(line -> line.contains("\"environment\":{\"LR\":\"0.5\"}"));
    assertThat(folder.resolve("root/below/tokens")).hasContent(token + " " + token);
    assertThat(agent.descendants())
        .hasSizeGreaterThanOrEqualTo(2)
        .map(process -> process.info().commandLine())
        .filteredOn(Optional::isPresent)
        .noneMatch(line -> line.orElseThrow().contains(FakeServer.TOKEN));
    server.requestStop();
    assertThat(finish(lease).toString()).isEqualTo("{\"outcome\":\"KILLED\"}");
    assertThat(lines(lease)).contains("stdout kept");
  }

  @Test
  void the_token_is_hidden_in_what_a_command_prints_and_in_why_it_failed() throws Exception {
    agent("--allow-commands");
    Wire.Lease lease =
        shell("env | grep TOKEN; printf \"key=${ASSAY_TOKEN%%~*};$ASSAY_TOKEN\" >&2; exit 3");

    assertThat(finish(lease).get("failure").asString()).contains("key=***;***~" + lease.leaseId());
    assertThat(lines(lease))
        .contains(
            "stdout ASSAY_TOKEN=***~" + lease.leaseId(),
            "stdout MLFLOW_TRACKING_TOKEN=***~" + lease.leaseId(),
            "stderr key=***;***~" + lease.leaseId());
    assertThat(server.requests("/logs"))
        .noneMatch(request -> request.body().toString().contains(FakeServer.TOKEN));
    assertThat(Files.readString(folder.resolve("log"))).doesNotContain(FakeServer.TOKEN);
  }

  @Test
  void a_command_that_is_deaf_is_killed_with_all_that_it_started() throws Exception {
    Process agent = agent("--allow-commands", "--grace-seconds", "3");
    Wire.Lease lease = shell(DEAF);
    await(() -> lines(lease).contains("stdout ready"));
    List<ProcessHandle> all = agent.descendants().toList();
    assertThat(all).hasSizeGreaterThanOrEqualTo(3);
    server.requestStop();
    assertThat(finish(lease).toString()).isEqualTo("{\"outcome\":\"KILLED\"}");
    await(() -> all.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void a_command_that_is_deaf_to_a_pause_or_a_hand_back_is_killed_and_handed_back()
      throws Exception {
    Process agent = agent("--allow-commands", "--grace-seconds", "3");
    Wire.Lease paused = shell(DEAF);
    await(() -> lines(paused).contains("stdout ready"));
    List<ProcessHandle> all = agent.descendants().toList();
    server.requestPause();
    assertThat(only("/leases/" + paused.leaseId() + "/release").get("reason").asString())
        .isEqualTo("paused");
    await(() -> all.stream().noneMatch(ProcessHandle::isAlive));

    server.requestNothing();
    Wire.Lease wanted = shell(DEAF);
    await(() -> lines(wanted).contains("stdout ready"));
    server.requestHandBack();
    assertThat(only("/leases/" + wanted.leaseId() + "/release").get("reason").asString())
        .isEqualTo("handed back as was asked");
    assertThat(server.accepted("/finish")).isEmpty();
  }

  @Test
  void an_agent_that_is_told_to_end_hands_all_its_jobs_back() throws Exception {
    Process agent = agent("--allow-commands", "--slots", "2");
    Wire.Lease one = shell(HEEDING);
    Wire.Lease two = shell(HEEDING);
    for (Wire.Lease lease : List.of(one, two)) {
      await(() -> lines(lease).contains("stdout ready"));
    }
    agent.destroy(); // SIGTERM
    assertThat(agent.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(agent.exitValue()).isZero();
    for (Wire.Lease lease : List.of(one, two)) {
      assertThat(only("/leases/" + lease.leaseId() + "/release").get("reason").asString())
          .isEqualTo("the agent is shutting down");
      assertThat(lines(lease)).contains("stdout kept");
    }
    assertThat(server.accepted("/finish")).isEmpty();
  }

  @Test
  void the_job_of_an_agent_that_is_killed_hands_itself_back_and_ends() throws Exception {
    Process agent = agent("--allow-commands");
    Wire.Lease lease = shell(HEEDING);
    await(() -> lines(lease).contains("stdout ready"));
    List<ProcessHandle> orphans = agent.descendants().toList();
    agent.destroyForcibly(); // SIGKILL
    assertThat(only("/leases/" + lease.leaseId() + "/release").get("reason").asString())
        .isEqualTo("the agent is shutting down");
    assertThat(lines(lease)).contains("stdout kept");
    await(() -> orphans.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void without_the_option_no_command_is_offered_or_run() throws Exception {
    agent();
    Wire.Lease lease = shell("touch " + folder.resolve("done"));
    assertThat(finish(lease).get("failure").asString()).startsWith("recipe command is unknown");
    assertThat(server.accepted("/agents").getFirst().get("recipes"))
        .extracting(recipe -> recipe.get("name").asString())
        .contains("pretrain")
        .doesNotContain("command");
    assertThat(folder.resolve("done")).doesNotExist();
  }

  @Test
  void a_python_program_is_run() throws Exception {
    assumeThat(hasPython()).isTrue();
    agent("--allow-commands", "--label", "python");
    String program =
        """
        import os, sys
        print("run", os.environ["MLFLOW_RUN_ID"])
        raise ValueError("no data")
        """;
    Wire.Lease lease = server.queue("command", command("python3", "-c", program));
    assertThat(finish(lease).get("failure").asString())
        .startsWith("the command ended with exit code 1")
        .contains("ValueError: no data");
    assertThat(lines(lease)).contains("stdout run " + lease.job().runId());
  }

  private static boolean hasPython() throws InterruptedException {
    try {
      return new ProcessBuilder("python3", "-c", "pass").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}

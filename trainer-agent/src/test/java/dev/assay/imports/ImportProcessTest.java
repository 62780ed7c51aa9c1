package dev.assay.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own that is killed, stopped and started again. */
@Timeout(300)
class ImportProcessTest {

  private static final int POINTS = 400_000;

  @TempDir Path folder;

  private final ImportServer server = new ImportServer();
  private final List<Process> processes = new ArrayList<>();
  private Path log = Path.of("log");

  @AfterEach
  void close() {
    processes.forEach(Process::destroyForcibly);
    server.close();
  }

  private Process start(String... what) throws IOException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-cp", classPath, "dev.assay.agent.Main", "import"));
    command.addAll(List.of(what));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    log = folder.resolve("log" + processes.size());
    builder.redirectOutput(log.toFile());
    builder.environment().put("ASSAY_SERVER", server.address().toString());
    builder.environment().put("ASSAY_TOKEN", ImportServer.TOKEN);
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private int await(Process process) throws InterruptedException {
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private long requests(String regex) {
    return server.requests().stream().filter(request -> request.matches(regex)).count();
  }

  private void awaitRequests(Process process, String regex, long count) throws Exception {
    while (requests(regex) < count) {
      assertThat(process.isAlive()).as(() -> text(log)).isTrue();
      Thread.sleep(1);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private String[] events() throws IOException {
    Path runs = folder.resolve("runs");
    for (int i = 0; i < 3; i++) {
      Path run = Files.createDirectories(runs.resolve("run" + i));
      EventWriter.scalars(run.resolve("events.out.tfevents." + i), "loss", POINTS);
    }
    return new String[] {"tensorboard", runs.toString(), "--experiment", "tb"};
  }

  @Test
  void killed_again_and_again_it_brings_every_run_and_every_point_once() throws Exception {
    String[] what = events();
    for (int kill = 1; kill <= 4; kill++) {
      Process killed = start(what);
      awaitRequests(killed, "POST .*/metrics", requests("POST .*/metrics") + kill);
      killed.destroyForcibly().waitFor();
    }
    assertThat(await(start(what))).isZero();
    assertThat(server.runs()).hasSize(3);
    for (ImportServer.Stored run : server.runs()) {
      assertThat(run.received).isEqualTo(POINTS);
      assertThat(run.points("loss")).hasSize(POINTS).containsEntry(POINTS - 1L, (POINTS - 1) / 2.0);
      assertThat(run.status).isEqualTo("FINISHED");
    }
    assertThat(text(log)).contains("left out   nothing");
  }

  @Test
  void mlflow_runs_come_once_though_it_is_killed() throws Exception {
    try (var mlflow = new FakeMlflow()) {
      for (int i = 0; i < 12; i++) {
        FakeMlflow.Run run = mlflow.add("1", "run " + i);
        if (i < 11) {
          run.tags.put("mlflow.parentRunId", "%032x".formatted(12)); // which comes last
        }
        for (int step = 0; step < 6; step++) {
          run.points.add(new FakeMlflow.Logged("loss", step, 1767225600000L, step));
          run.files.put("file " + step, "text " + step);
        }
      }
      String[] what = {"mlflow", "--from", mlflow.address().toString()};
      for (int kill = 1; kill <= 3; kill++) {
        Process killed = start(what);
        awaitRequests(killed, "PUT .*/artifacts/content", requests("PUT .*/artifacts/content") + 9);
        killed.destroyForcibly().waitFor();
      }
      assertThat(await(start(what))).isZero();
      assertThat(server.runs()).hasSize(12);
      for (ImportServer.Stored run : server.runs()) {
        assertThat(run.received).isEqualTo(6);
        assertThat(run.artifacts).hasSize(6);
        assertThat(run.status).isEqualTo("FINISHED");
      }
      String parent = server.run("run 11").id.toString();
      for (ImportServer.Stored run : server.runs().subList(0, 11)) {
        assertThat(run.parent).isEqualTo(parent);
      }
    }
  }

  @Test
  void told_to_stop_it_says_how_to_go_on() throws Exception {
    String[] what = events();
    Process told = start(what);
    awaitRequests(told, "POST .*/metrics", 2);
    told.destroy(); // SIGTERM
    await(told);
    assertThat(text(log)).contains("imported ", "stopped; run the same command again to go on");
    assertThat(server.runs().getLast().points("loss")).hasSizeLessThan(POINTS);
    assertThat(await(start(what))).isZero();
    assertThat(server.runs()).hasSize(3).allMatch(run -> run.received == POINTS);
  }

  @Test
  void a_source_that_is_not_there_is_an_error_in_one_line() throws Exception {
    assertThat(await(start("mlruns", folder.resolve("none").toString()))).isEqualTo(1);
    assertThat(text(log).lines()).singleElement().asString().contains("is missing or no folder");
    assertThat(await(start())).isEqualTo(2);
    assertThat(text(log)).contains("what to import is missing");
  }
}

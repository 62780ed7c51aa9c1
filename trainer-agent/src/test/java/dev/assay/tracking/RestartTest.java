package dev.assay.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that log, are killed and come back. */
@Timeout(180)
class RestartTest {

  @TempDir Path folder;
  @TempDir Path copy;

  private final FakeServer server = new FakeServer(30);
  private final RunId run = new RunId(UUID.randomUUID());
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void close() {
    processes.forEach(Process::destroyForcibly);
    server.close();
  }

  private Process start(RunId of, long first, long end, int flushSeconds) throws IOException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                LoggingProcess.class.getName(),
                server.address().toString(),
                of.toString(),
                folder.toString(),
                String.valueOf(first),
                String.valueOf(end),
                String.valueOf(flushSeconds))
            .inheritIO()
            .start();
    processes.add(process);
    return process;
  }

  private static void await(Process process) throws InterruptedException {
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  private void awaitSpooled(long bytes) throws InterruptedException {
    while (spooledBytes() < bytes) {
      Thread.sleep(20);
    }
  }

  private long spooledBytes() {
    return new Spools(folder, 0, Clock.systemUTC()).bytes();
  }

  /** The keys of all that waits on disk. */
  private List<String> spooledKeys() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        if (!file.equals(folder)) {
          Files.copy(file, copy.resolve(folder.relativize(file).toString()));
        }
      }
    }
    List<String> keys = new ArrayList<>();
    for (Spool spool : new Spools(copy, 1 << 30, Clock.systemUTC()).claim(run)) {
      for (var next = spool.first(); next.isPresent(); next = spool.first()) {
        keys.add(next.get().key().toString());
        spool.remove(next.get());
      }
      spool.close();
    }
    return keys;
  }

  private List<String> storedKeys() {
    return Stream.of("/metrics", "/logs")
        .flatMap(path -> server.requests(path).stream())
        .map(request -> String.valueOf(request.key()))
        .toList();
  }

  @Test
  void all_that_was_spooled_before_a_kill_arrives_once_after_the_restart() throws Exception {
    Process killed = start(run, 0, Long.MAX_VALUE, 1);
    while (server.stored("/metrics").size() < 2) {
      Thread.sleep(20);
    }
    server.close();
    long sent = spooledBytes();
    awaitSpooled(sent + 50_000);
    killed.destroyForcibly().waitFor();
    List<String> spooled = spooledKeys();
    List<Long> before = server.steps("loss");
    assertThat(spooled).hasSizeGreaterThan(1).doesNotHaveDuplicates();

    server.start();
    long next = 1_000_000;
    await(start(run, next, next + 10, 60));

    assertThat(storedKeys()).containsAll(spooled);
    assertThat(storedKeys().stream().filter(spooled::contains)).doesNotHaveDuplicates();
    List<Long> steps = server.steps("loss");
    int first = steps.size() - 10;
    assertThat(first).isGreaterThan(before.size());
    assertThat(steps.subList(0, first))
        .isEqualTo(LongStream.range(0, first).boxed().toList()); // no gap, none twice, in order
    assertThat(steps.subList(first, first + 10))
        .isEqualTo(LongStream.range(next, next + 10).boxed().toList());
    assertThat(server.steps("noise")).isEqualTo(steps);
    assertThat(server.lines()).startsWith("step 0", "step 100", "step 200");
    int requests = server.requests("").size();
    new Spools(folder, 1 << 30, Clock.systemUTC()).sendLeftovers(server.client());
    assertThat(server.requests("").size()).isEqualTo(requests);
    assertThat(spooledBytes()).isZero();
  }

  @Test
  void nothing_that_was_spooled_is_lost_or_doubled_by_process_and_server_dying_in_turns()
      throws Exception {
    long round = 1_000_000;
    for (int i = 0; i < 3; i++) {
      server.failMetrics(true, 503); // stored, but the client does not know
      Process killed = start(run, i * round, Long.MAX_VALUE, 1);
      long first = i * round;
      while (!server.steps("loss").contains(first)) {
        Thread.sleep(20);
      }
      server.close();
      awaitSpooled(spooledBytes() + 20_000);
      killed.destroyForcibly().waitFor();
      server.start();
    }
    await(start(run, 3 * round, 3 * round + 10, 60));
    List<Long> steps = server.steps("loss");
    for (int i = 0; i < 4; i++) {
      long first = i * round;
      List<Long> ofRound = steps.stream().filter(s -> s >= first && s < first + round).toList();
      assertThat(ofRound)
          .isEqualTo(LongStream.range(first, first + ofRound.size()).boxed().toList());
    }
    assertThat(steps).isSorted();
  }

  @Test
  void a_process_that_ends_in_order_flushes_what_it_logged() throws Exception {
    await(start(run, 0, 300, 60));
    assertThat(server.steps("loss")).isEqualTo(LongStream.range(0, 300).boxed().toList());
    assertThat(server.lines()).containsExactly("step 0", "step 100", "step 200");
  }

  @Test
  void a_process_that_is_told_to_end_flushes_too() throws Exception {
    Process told = start(run, 0, Long.MAX_VALUE, 1);
    while (server.stored("/metrics").isEmpty()) {
      Thread.sleep(20);
    }
    server.close();
    awaitSpooled(10_000);
    told.destroy(); // SIGTERM, with the server away: all goes to disk
    assertThat(told.waitFor(30, TimeUnit.SECONDS)).isTrue();
    server.start();
    var spools = new Spools(folder, 1 << 30, Clock.systemUTC());
    spools.sendLeftovers(server.client());
    List<Long> steps = server.steps("loss");
    assertThat(steps).isEqualTo(LongStream.range(0, steps.size()).boxed().toList());
    assertThat(spooledBytes()).isZero();
  }

  @Test
  void a_spool_that_a_living_process_uses_is_left_to_it() throws Exception {
    server.close();
    Process living = start(run, 0, Long.MAX_VALUE, 1);
    awaitSpooled(1);
    var spools = new Spools(folder, 1 << 30, Clock.systemUTC());
    assertThat(spools.claim(run)).isEmpty();
    living.destroyForcibly().waitFor();
    List<Spool> claimed = spools.claim(run);
    assertThat(claimed).hasSize(1);
    claimed.forEach(Spool::close);
  }

  @Test
  void two_processes_log_to_one_folder_and_each_point_arrives_once() throws Exception {
    var other = new RunId(UUID.randomUUID());
    server.close();
    Process one = start(run, 0, 1500, 60);
    Process two = start(other, 0, 1500, 60);
    awaitSpooled(20_000);
    server.start();
    await(one);
    await(two);
    for (RunId each : List.of(run, other)) {
      List<Long> steps = new ArrayList<>();
      for (FakeServer.Request request : server.requests("/" + each + "/metrics")) {
        ColumnFrames.decode(request.bytes()).stream()
            .filter(column -> column.name().equals("loss"))
            .forEach(column -> steps.addAll(column.steps()));
      }
      assertThat(steps).isEqualTo(LongStream.range(0, 1500).boxed().toList());
    }
  }
}

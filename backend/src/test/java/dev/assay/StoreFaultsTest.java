package dev.assay;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.assay.TestApi.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of points when the processes that store them die, and when their disk is full. */
class StoreFaultsTest {
  private static final String TOKEN = TestApi.ADMIN_TOKEN;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir Path folder;

  enum Victim {
    SERVER,
    DATABASE
  }

  /** Points are moved into chunks all the time. */
  private static Process start(ServerProcess server, String... more) throws IOException {
    List<String> options = new ArrayList<>(List.of(more));
    options.add("--assay.admin-token=" + TOKEN);
    options.add("--assay.series.flush-points=500");
    options.add("--assay.series.flush-rows=5");
    return server.start(options.toArray(String[]::new));
  }

  private HttpResponse<String> send(String url, String method, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(url))
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private String newRun(String url) throws Exception {
    HttpResponse<String> made = send(url + "/api/v1/runs", "POST", "{\"experiment\":\"faults\"}");
    return TestApi.JSON.readTree(made.body()).get("id").asString();
  }

  @Test
  void every_point_is_there_once_and_to_the_bit_after_kill_9() throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    try (ServerProcess server = new ServerProcess(folder)) {
      Process process = start(server);
      String url = server.await(process);
      String shared = newRun(url);
      List<String> runs = List.of(shared, shared, newRun(url), newRun(url));
      try (PointLoad load = new PointLoad(url, TOKEN, runs)) {
        for (Victim victim : List.of(Victim.SERVER, Victim.DATABASE, Victim.SERVER)) {
          load.awaitMore(random.nextInt(50, 150));
          Thread.sleep(random.nextInt(20));
          kill(victim, server, process);
          process = start(server);
          load.goOnAt(server.await(process));
        }
        load.awaitMore(50);
        load.finish();
        assertThat(load.refused()).isEmpty();
        load.assertStored();
        assertBatches(server, load.acknowledged());

        load.sendAgain();
        load.assertStored();
        assertBatches(server, load.acknowledged());
      }
    }
  }

  private static void kill(Victim victim, ServerProcess server, Process process) throws Exception {
    switch (victim) {
      case SERVER -> process.destroyForcibly();
      case DATABASE -> server.postgres().orElseThrow().destroyForcibly();
    }
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(server.said()).isTrue();
    if (victim == Victim.DATABASE) {
      assertThat(process.exitValue()).isEqualTo(3);
    }
  }

  private static void assertBatches(ServerProcess server, int batches) throws Exception {
    try (Connection database = server.connectToDatabase()) {
      assertThat(number(database, "select count(*) from metric_batch")).isEqualTo(batches);
      assertThat(number(database, "select count(*) from metric_flush where flushes > 1"))
          .as("points were moved into chunks in between")
          .isPositive();
      assertThat(
              number(
                  database,
                  """
                  select count(*) from (select first_step, lag(last_step) over
                    (partition by branch_id, metric_id order by first_step) as before
                    from metric_chunk) c
                  where before >= first_step
                  """))
          .as("chunks that overlap")
          .isZero();
    }
  }

  private static long number(Connection database, String query) throws SQLException {
    try (ResultSet rows = database.createStatement().executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Test
  void with_a_full_disk_writing_is_refused_reading_goes_on_and_all_is_well_with_space_again()
      throws Exception {
    try (SmallDisk disk = SmallDisk.mount(Files.createDirectory(folder.resolve("disk")));
        ServerProcess server = new ServerProcess(disk.folder())) {
      String url = server.await(start(server, "--assay.least-free-space=100MB"));
      String run = newRun(url);
      String unwanted = newRun(url);
      try (PointLoad load = new PointLoad(url, TOKEN, List.of(run, run))) {
        load.awaitMore(100);
        disk.fillUpTo(60L << 20);
        await().atMost(PATIENCE).until(() -> load.lastBusy() != null);
        Answer busy = requireNonNull(load.lastBusy());
        assertThat(busy.status()).isEqualTo(503);
        assertThat(busy.header("Retry-After")).isEqualTo("1");
        assertThat(busy.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(busy.json().get("detail").asString())
            .matches(
                "the disk of the data folder is nearly full: \\d+ MB are free, 100 MB are needed;"
                    + " nothing of the request was kept");

        assertOnlyWritingIsRefused(url, run, unwanted);
        disk.empty();
        load.awaitMore(50);
        load.finish();
        assertThat(load.refused()).isEmpty();
        load.assertStored();
      }
      assertThat(server.said().lines().filter(l -> l.contains("the disk of the data folder")))
          .as("it is logged when it begins and when it is over")
          .hasSize(2);
    }
  }

  private void assertOnlyWritingIsRefused(String url, String run, String unwanted)
      throws Exception {
    String runs = url + "/api/v1/runs/";
    String metric = LoadBatch.metricsOf(0).getFirst();
    assertThat(send(url + "/api/v1/runs", "POST", "{}").statusCode()).isEqualTo(503);
    assertThat(PointLoad.points(http, url, TOKEN, run, metric)).isNotEmpty();
    assertThat(
            send(url + "/api/v1/series?runs=" + run + "&metrics=" + metric, "GET", "").statusCode())
        .isEqualTo(200);
    assertThat(send(runs + run + "/heartbeat", "POST", "{}").statusCode()).isEqualTo(200);
    assertThat(send(runs + unwanted, "DELETE", "").statusCode()).isEqualTo(200);
    assertThat(send(runs + unwanted + "/purge", "POST", "").statusCode()).isEqualTo(204);
    assertThat(send(url + "/health", "GET", "").body()).isEqualTo("OK");
  }

  /** A file system in memory; gone when it is closed. */
  private record SmallDisk(Path folder) implements AutoCloseable {
    private static final int SIZE_MB = 600;

    static SmallDisk mount(Path folder) throws Exception {
      String failure = run("mount", "-t", "tmpfs", "-o", "size=" + SIZE_MB + "m", "tmpfs", folder);
      if (!failure.isEmpty()) {
        System.out.println(
            "SKIPPED: a full disk is not tested, for a small one needs root: " + failure);
      }
      assumeTrue(failure.isEmpty(), "a small disk cannot be mounted: " + failure);
      return new SmallDisk(folder);
    }

    /** What it complains of; empty when it succeeds. */
    private static String run(Object... command) throws InterruptedException {
      try {
        Process process =
            new ProcessBuilder(List.of(command).stream().map(Object::toString).toList())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        return process.waitFor() == 0 ? "" : said.strip() + " (" + process.exitValue() + ")";
      } catch (IOException e) {
        return e.getMessage() + "";
      }
    }

    private Path filling() {
      return folder.resolve("filling");
    }

    /** Leaves so many bytes. */
    void fillUpTo(long left) throws IOException {
      FileStore store = Files.getFileStore(folder);
      byte[] block = new byte[1 << 20];
      try (OutputStream out = Files.newOutputStream(filling())) {
        while (store.getUsableSpace() > left) {
          out.write(block);
        }
      }
    }

    void empty() throws IOException {
      Files.delete(filling());
    }

    @Override
    public void close() throws Exception {
      // lazily: a database that was killed may take a moment to let go of its files
      assertThat(run("umount", "-l", folder)).isEmpty();
    }
  }
}

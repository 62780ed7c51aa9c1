package dev.assay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.assay.LoadBatch.Point;
import dev.assay.TestApi.Answer;
import dev.assay.series.Compactor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Clients that die while they send, and runs that are deleted while points come. */
@ServerTest
class LoadFaultsTest {
  @Autowired TestApi api;
  @Autowired DSLContext db;
  @Autowired Compactor compactor;

  private final HttpClient http = HttpClient.newHttpClient();

  private String newRun() {
    return api.post("/api/v1/runs", "{\"experiment\":\"load\"}").json().get("id").asString();
  }

  private Map<String, TreeMap<Long, Point>> stored(String run, int client) throws Exception {
    Map<String, TreeMap<Long, Point>> stored = new TreeMap<>();
    for (String metric : LoadBatch.metricsOf(client)) {
      stored.put(metric, PointLoad.points(http, api.url(""), TestApi.ADMIN_TOKEN, run, metric));
    }
    return stored;
  }

  private static Map<String, TreeMap<Long, Point>> batches(String run, int client, int n) {
    Map<String, TreeMap<Long, Point>> points = new TreeMap<>();
    for (int number = 0; number < n; number++) {
      new LoadBatch(run, client, number).addTo(points);
    }
    return points;
  }

  /** A process that posts without end and says how many batches were acknowledged. */
  static final class Client {
    private Client() {}

    public static void main(String[] args) throws Exception {
      HttpClient http = HttpClient.newHttpClient();
      for (int number = 0; ; number++) {
        LoadBatch batch = new LoadBatch(args[1], Integer.parseInt(args[2]), number);
        int status =
            http.send(batch.request(args[0], TestApi.ADMIN_TOKEN), BodyHandlers.discarding())
                .statusCode();
        if (status != 200) {
          throw new IOException("answered " + status);
        }
        System.out.println(number + 1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void what_a_client_was_told_is_stored_stays_when_it_is_killed(int client) throws Exception {
    String run = newRun();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Client.class.getName(),
                api.url(""),
                run,
                Integer.toString(client))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int acknowledged = 0;
    try (BufferedReader said = process.inputReader(StandardCharsets.US_ASCII)) {
      while (acknowledged < 50) {
        acknowledged = Integer.parseInt(said.readLine());
      }
      process.toHandle().destroyForcibly(); // the process itself would close what it said
      List<String> rest = said.readAllLines();
      // the last line may have been cut
      acknowledged = rest.size() < 2 ? acknowledged : Integer.parseInt(rest.get(rest.size() - 2));
      process.waitFor();
    }

    int told = acknowledged;
    await()
        .untilAsserted(
            () ->
                assertThat(stored(run, client))
                    .as("a batch is there whole or not at all")
                    .isIn(
                        batches(run, client, told),
                        batches(run, client, told + 1),
                        batches(run, client, told + 2)));
    assertThat(api.get("/health").body()).isEqualTo("OK");
  }

  private int batchesOf(String run) {
    return db.fetchSingle("select count(*) from metric_batch where run_id = ?::uuid", run)
        .get(0, Integer.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void a_request_that_was_sent_by_half_leaves_nothing(int client) throws Exception {
    String run = newRun();
    LoadBatch batch = new LoadBatch(run, client, 0);
    byte[] body = batch.body();
    String type = batch.request("http://x", "x").headers().firstValue("Content-Type").orElseThrow();
    String head =
        "POST /api/v1/runs/%s/metrics HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: %s\r\nConnection: close\r\n"
            .formatted(run, TestApi.ADMIN_TOKEN, type);
    for (int sent : new int[] {1, body.length / 2, body.length - 1}) {
      byte[] half = Arrays.copyOf(body, sent);
      String length = head + "Content-Length: " + body.length + "\r\n\r\n";
      String chunked =
          head + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length) + "\r\n";
      for (String start : List.of(length, chunked)) {
        assertThat(answerTo(start, half)).doesNotContain(" 200 ");
        hangUp(start, half);
      }
    }

    assertThat(api.get("/api/v1/runs/" + run + "/metrics").json().get("metrics")).isEmpty();
    assertThat(batchesOf(run)).isZero();
    try (PointLoad load = load(run)) {
      load.awaitMore(5);
    }
  }

  private Socket send(String head, byte[] half) throws IOException {
    Socket socket = new Socket("127.0.0.1", java.net.URI.create(api.url("")).getPort());
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(half);
    socket.getOutputStream().flush();
    return socket;
  }

  /** No more is sent, and the answer is waited for. */
  private String answerTo(String head, byte[] half) throws IOException {
    try (Socket socket = send(head, half);
        InputStream in = socket.getInputStream()) {
      socket.shutdownOutput();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** As when a process is killed: the system resets what it had open. */
  private void hangUp(String head, byte[] half) throws IOException {
    try (Socket socket = send(head, half)) {
      socket.setSoLinger(true, 0);
    }
  }

  private PointLoad load(String... runs) {
    return new PointLoad(api.url(""), TestApi.ADMIN_TOKEN, List.of(runs));
  }

  @Test
  void a_run_that_is_deleted_while_points_come_refuses_them_and_keeps_what_it_has()
      throws Exception {
    String deleted = newRun();
    String other = newRun();
    try (PointLoad load = load(deleted, deleted, other, other)) {
      load.awaitMore(50);
      api.send(api.request("/api/v1/runs/" + deleted).DELETE());
      await().until(() -> load.refused().size() == 2);
      load.awaitMore(50);
      load.finish();

      assertThat(load.refused()).containsOnlyKeys(0, 1);
      for (Answer refused : load.refused().values()) {
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().get("detail").asString())
            .isEqualTo("run " + deleted + " is deleted: restore it to record more of it");
      }
      load.assertStored();
    }
    assertThat(api.post("/api/v1/runs/" + deleted + "/restore", "").status()).isEqualTo(200);
    try (PointLoad again = load(deleted)) {
      again.awaitMore(5);
    }
  }

  @Test
  void of_a_run_that_is_purged_while_points_come_nothing_is_left() throws Exception {
    List<String> purged = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      String run = newRun();
      String other = newRun();
      purged.add(run);
      try (PointLoad load = load(run, run, run, run, other)) {
        load.awaitMore(50);
        api.send(api.request("/api/v1/runs/" + run).DELETE());
        api.post("/api/v1/runs/" + run + "/purge", "");
        await().until(() -> load.refused().size() == 4);
        load.awaitMore(5);
        assertThat(load.refused()).doesNotContainKey(4);
        assertThat(load.refused().values()).extracting(Answer::status).isSubsetOf(404, 409);
        load.finish();
        load.assertStored(List.of(other));
      }
    }
    compactor.settle();
    for (String run : purged) {
      for (String place :
          List.of(
              "metric_tail where run_id",
              "metric_batch where run_id",
              "metric_flush where run_id",
              "metric_series where branch_id",
              "metric_chunk where branch_id")) {
        assertThat(db.fetchSingle("select count(*) from " + place + " = ?::uuid", run))
            .as(place)
            .extracting(record -> record.get(0, Integer.class))
            .isEqualTo(0);
      }
    }
  }
}

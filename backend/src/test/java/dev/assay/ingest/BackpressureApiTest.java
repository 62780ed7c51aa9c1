package dev.assay.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import dev.assay.TestFrame;
import dev.assay.series.Compactor;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/** A server that has little room, and flushes nothing unless it is told to. */
@ServerTest
@TestPropertySource(
    properties = {
      "assay.ingest.largest-body=1MB",
      "assay.http.bodies-in-flight=2MB",
      "assay.series.flush-points=1000000",
      "assay.series.flush-age=1d",
      "assay.series.backlog-points=1000"
    })
@DirtiesContext // no other test asks for such a server
class BackpressureApiTest {
  private static final int BODY_BYTES = 900_000;

  @Autowired TestApi api;
  @Autowired DataSource connections;
  @Autowired Compactor compactor;

  private String newRun() {
    return api.post("/api/v1/runs", "{\"experiment\":\"room\"}").json().get("id").asString();
  }

  private HttpRequest.Builder post(String run, byte[] body) {
    return api.request("/api/v1/runs/" + run + "/metrics").POST(BodyPublishers.ofByteArray(body));
  }

  private static byte[] json(long step) {
    String json = "{\"metrics\":[{\"name\":\"x\",\"steps\":[%d],\"values\":[1]}]}".formatted(step);
    return (json + " ".repeat(BODY_BYTES - json.length())).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] frame(long step) {
    String header = "{\"metrics\":[{\"name\":\"x\",\"points\":1}]}";
    return TestFrame.bytes(
        header + " ".repeat(BODY_BYTES - header.length()),
        new long[] {step},
        new long[1],
        new long[1]);
  }

  @Test
  void bodies_that_wait_to_be_stored_take_room_whatever_they_are_written_in() throws Exception {
    assertRoomForTwo(step -> post(newRun(), json(step)));
    assertRoomForTwo(
        step -> post(newRun(), frame(step)).setHeader("Content-Type", TestFrame.MEDIA_TYPE));
  }

  private interface Requests {
    HttpRequest.Builder of(long step);
  }

  private void assertRoomForTwo(Requests requests) throws Exception {
    List<HttpRequest.Builder> all = LongStream.range(0, 5).mapToObj(requests::of).toList();
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(all.size());
        Connection locked = connections.getConnection()) {
      locked.setAutoCommit(false);
      locked.createStatement().execute("lock table metric_tail in exclusive mode");
      try {
        for (HttpRequest.Builder request : all) {
          answers.add(CompletableFuture.supplyAsync(() -> api.send(request), threads));
        }
        await().until(() -> answers.stream().filter(CompletableFuture::isDone).count() >= 3);
      } finally {
        locked.rollback();
      }
    }
    List<Answer> refused =
        answers.stream().map(CompletableFuture::join).filter(a -> a.status() != 200).toList();
    assertThat(refused).hasSizeBetween(3, 4);
    for (Answer answer : refused) {
      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.header("retry-after")).isEqualTo("1");
      assertThat(answer.json().get("detail").asString())
          .isEqualTo("requests of more than 2 MB are being taken in");
    }
    for (HttpRequest.Builder request : all) {
      assertThat(api.send(request).status()).as("there is room again").isEqualTo(200);
    }
  }

  @Test
  void points_that_come_faster_than_they_are_compacted_are_refused_until_that_is_done()
      throws Exception {
    String run = newRun();
    StringBuilder steps = new StringBuilder("0");
    StringBuilder values = new StringBuilder("0");
    for (int i = 1; i <= 1000; i++) {
      steps.append(',').append(i);
      values.append(",1");
    }
    String body =
        "{\"metrics\":[{\"name\":\"x\",\"steps\":[%s],\"values\":[%s]}]}".formatted(steps, values);
    String path = "/api/v1/runs/" + run + "/metrics";
    compactor.settle();
    Answer refused;
    try (Connection locked = connections.getConnection()) { // no flush can end meanwhile
      locked.setAutoCommit(false);
      locked.createStatement().execute("lock table metric_chunk in exclusive mode");
      assertThat(api.post(path, body).status()).isEqualTo(200);

      refused = api.post(path, body);
      locked.rollback();
    }

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("retry-after")).isEqualTo("1");
    assertThat(refused.json().get("detail").asString())
        .isEqualTo("points come faster than they can be compacted");
    compactor.settle();
    assertThat(api.post(path, body).status()).isEqualTo(200);
    compactor.settle();
  }
}

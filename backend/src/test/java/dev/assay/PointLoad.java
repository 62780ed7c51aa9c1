package dev.assay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.assay.LoadBatch.Point;
import dev.assay.TestApi.Answer;
import dev.assay.series.ColumnFrame;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Clients that post one batch after the other. A batch that was not answered, or could not be taken
 * in just then, is sent again under its key until it is acknowledged; a client that is refused
 * otherwise gives up.
 */
final class PointLoad implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PAUSE_MILLIS = 20;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String token;
  private final List<Thread> clients = new ArrayList<>();
  private final Queue<LoadBatch> acknowledged = new ConcurrentLinkedQueue<>();
  private final Map<Integer, Answer> refused = new ConcurrentHashMap<>();
  private volatile String url;
  private volatile @Nullable Answer lastBusy;
  private volatile boolean stopping;
  private volatile boolean closed;

  /**
   * @param runOfClient the run that each client writes to
   */
  PointLoad(String url, String token, List<String> runOfClient) {
    this.url = url;
    this.token = token;
    for (int i = 0; i < runOfClient.size(); i++) {
      int client = i;
      clients.add(Thread.ofVirtual().start(() -> post(runOfClient.get(client), client)));
    }
  }

  private void post(String run, int client) {
    try {
      for (int number = 0; !stopping && !refused.containsKey(client); number++) {
        post(new LoadBatch(run, client, number));
      }
    } catch (InterruptedException e) {
      assertThat(closed).isTrue();
    }
  }

  private void post(LoadBatch batch) throws InterruptedException {
    while (!closed) {
      try {
        Answer answer = send(batch);
        switch (answer.status()) {
          case 200 -> {
            acknowledged.add(batch);
            return;
          }
          case 429, 503 -> lastBusy = answer;
          default -> {
            refused.put(batch.client(), answer);
            return;
          }
        }
      } catch (IOException _) {
        // it is being killed, or started again
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private Answer send(LoadBatch batch) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(batch.request(url, token), BodyHandlers.ofString());
    return new Answer(answer.statusCode(), answer.headers().map(), answer.body());
  }

  /** The server has another address now. */
  void goOnAt(String url) {
    this.url = url;
  }

  /** How a client was refused, if it was. */
  Map<Integer, Answer> refused() {
    return refused;
  }

  /** The last answer that a batch could not be taken in just then. */
  @Nullable Answer lastBusy() {
    return lastBusy;
  }

  /** Waits until so many more batches have been acknowledged. */
  void awaitMore(int batches) {
    int before = acknowledged.size();
    await().atMost(PATIENCE).until(() -> acknowledged.size() >= before + batches);
  }

  /** Every client ends with the batch it is at. */
  void finish() throws InterruptedException {
    stopping = true;
    for (Thread client : clients) {
      assertThat(client.join(PATIENCE)).isTrue();
    }
  }

  int acknowledged() {
    return acknowledged.size();
  }

  /** Sends everything once more. */
  void sendAgain() throws IOException, InterruptedException {
    for (LoadBatch batch : acknowledged) {
      assertThat(send(batch).status()).isEqualTo(200);
    }
  }

  /** What was acknowledged is stored, to the bit, and nothing else is. */
  void assertStored() throws IOException, InterruptedException {
    assertStored(acknowledged.stream().map(LoadBatch::run).distinct().toList());
  }

  /** That of some runs is. */
  void assertStored(List<String> runs) throws IOException, InterruptedException {
    Map<String, Map<String, TreeMap<Long, Point>>> expected = new HashMap<>();
    for (LoadBatch batch : acknowledged) { // those of a client in their order
      batch.addTo(expected.computeIfAbsent(batch.run(), _ -> new HashMap<>()));
    }
    for (String run : runs) {
      for (Map.Entry<String, TreeMap<Long, Point>> series :
          expected.getOrDefault(run, Map.of()).entrySet()) {
        TreeMap<Long, Point> read = points(http, url, token, run, series.getKey());
        Map<Long, Point> lost = new TreeMap<>(series.getValue());
        lost.entrySet().removeAll(read.entrySet()); // a short message, should there be one
        assertThat(lost).as("lost of %s of run %s", series.getKey(), run).isEmpty();
        assertThat(read.size()).isEqualTo(series.getValue().size());
      }
    }
  }

  /** All points of a series, to the bit. */
  static TreeMap<Long, Point> points(
      HttpClient http, String url, String token, String run, String metric)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(url + "/api/v1/runs/" + run + "/points?limit=100000&metric=" + metric))
            .header("Authorization", "Bearer " + token)
            .header("Accept", ColumnFrame.MEDIA_TYPE)
            .build();
    HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    ByteArrayInputStream frame = new ByteArrayInputStream(answer.body());
    int n = TestApi.JSON.readTree(ColumnFrame.readHeader(frame)).get("points").asInt();
    ByteBuffer steps = ColumnFrame.readColumn(frame, n);
    ByteBuffer times = ColumnFrame.readColumn(frame, n);
    ByteBuffer values = ColumnFrame.readColumn(frame, n);
    TreeMap<Long, Point> points = new TreeMap<>();
    while (steps.hasRemaining()) {
      points.put(steps.getLong(), new Point(times.getLong(), values.getLong()));
    }
    assertThat(points).as("a step comes once").hasSize(n);
    return points;
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    stopping = true;
    for (Thread client : clients) {
      client.interrupt();
      client.join();
    }
    http.close();
  }
}

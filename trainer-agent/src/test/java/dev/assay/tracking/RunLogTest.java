package dev.assay.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class RunLogTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(1234), ZoneOffset.UTC);
  private static final long MB = 1 << 20;

  @TempDir Path folder;

  private final RunId run = new RunId(UUID.randomUUID());
  private final FakeServer server = new FakeServer(30);

  @SuppressWarnings("NullAway.Init")
  private RunLog log;

  private RunLog log(long spoolBytes, int capacity) {
    return new RunLog(
        server.client(), run, CLOCK, new Spools(folder, spoolBytes, CLOCK), capacity, SHORT);
  }

  @BeforeEach
  void open() {
    log = log(MB, 100_000);
  }

  @AfterEach
  void close() {
    log.close();
    server.close();
  }

  private static void logSteps(RunLog to, int first, int last) throws InterruptedException {
    for (int step = first; step <= last; step++) {
      to.log("loss", step, step * 0.5);
    }
  }

  private static List<Long> steps(int first, int last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  private boolean folderIsEmpty() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  @Test
  void all_points_arrive_once_and_in_order() throws InterruptedException, IOException {
    logSteps(log, 1, 25_000);
    log.flush(LONG);
    assertThat(server.steps("loss")).isEqualTo(steps(1, 25_000));
    assertThat(server.requests("/metrics"))
        .allSatisfy(r -> assertThat(r.contentType()).isEqualTo("application/vnd.assay.columns"))
        .allSatisfy(r -> assertThat(UUID.fromString(String.valueOf(r.key()))).isNotNull());
    log.close();
    assertThat(folderIsEmpty()).isTrue();
  }

  @Test
  void values_arrive_bit_by_bit() throws InterruptedException {
    double[] values = {
      Double.NaN,
      Double.longBitsToDouble(0xfff8_0000_dead_beefL),
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      -0.0,
      0.0,
      Double.MIN_VALUE,
      -Double.MAX_VALUE,
      0.1
    };
    server.close();
    List<Long> bits = new ArrayList<>();
    for (int step = 0; step < values.length; step++) {
      log.log("x", step, values[step]);
      bits.add(Double.doubleToRawLongBits(values[step]));
    }
    server.start();
    log.flush(LONG);
    assertThat(ColumnFrames.decode(server.stored("/metrics").getFirst().bytes()))
        .singleElement()
        .satisfies(column -> assertThat(column.valueBits()).isEqualTo(bits));
  }

  @Test
  void points_arrive_once_and_in_order_when_the_server_fails_in_between()
      throws InterruptedException {
    server.failMetrics(false, 503, 429, 500);
    logSteps(log, 1, 1500);
    log.flush(LONG);
    assertThat(server.steps("loss")).isEqualTo(steps(1, 1500));
  }

  @Test
  void points_wait_for_a_server_that_is_away() throws InterruptedException {
    server.close();
    logSteps(log, 1, 10);
    assertThatThrownBy(() -> log.flush(SHORT))
        .isInstanceOf(ServerException.Unavailable.class)
        .hasMessageStartingWith("10 entries of run");
    server.start();
    log.flush(LONG);
    assertThat(server.steps("loss")).isEqualTo(steps(1, 10));
  }

  @Test
  void points_in_many_batches_wait_on_disk_and_arrive_in_order() throws InterruptedException {
    server.close();
    for (int batch = 0; batch < 20; batch++) {
      logSteps(log, 100 * batch + 1, 100 * batch + 100);
      assertThatThrownBy(() -> log.flush(SHORT)).isInstanceOf(ServerException.Unavailable.class);
    }
    server.start();
    log.flush(LONG);
    assertThat(server.steps("loss")).isEqualTo(steps(1, 2000));
    assertThat(server.stored("/metrics").size()).isGreaterThan(2);
  }

  @Test
  void a_batch_whose_answer_was_lost_comes_again_unchanged_under_its_key()
      throws InterruptedException {
    server.failMetrics(true, 500);
    log.log("loss", 1, 0.5);
    log.flush(LONG);
    assertThat(server.requests("/metrics")).hasSize(2);
    assertThat(server.requests("/metrics").get(1))
        .usingRecursiveComparison()
        .ignoringFields("nanos")
        .isEqualTo(server.requests("/metrics").get(0));
    assertThat(server.stored("/metrics")).hasSize(1);
  }

  @Test
  void a_point_carries_the_time_it_was_logged() throws InterruptedException {
    log.log("loss", 1, Double.NaN);
    log.flush(LONG);
    assertThat(server.accepted("/metrics").getFirst().toString())
        .isEqualTo(
            "{\"metrics\":[{\"name\":\"loss\",\"steps\":[1],\"times\":[1234],\"values\":[\"NaN\"]}]}");
  }

  @Test
  void samples_and_tags_keep_their_place_between_points() throws InterruptedException {
    log.log("loss", 1, 1);
    log.sample(new Wire.Sample(1, "a ", "a boat"));
    log.tags(Map.of("checkpoint", "here"));
    log.log("loss", 2, 1);
    log.flush(LONG);
    assertThat(server.requests(""))
        .extracting(request -> request.path().replaceFirst(".*/", ""))
        .containsExactly("metrics", "samples", "tags", "metrics");
    assertThat(server.accepted("/samples").getFirst().get("text").asString()).isEqualTo("a boat");
    assertThat(server.accepted("/tags").getFirst().toString())
        .isEqualTo("{\"checkpoint\":\"here\"}");
  }

  @Test
  void lines_arrive_in_batches_and_in_order() throws InterruptedException {
    for (int i = 0; i < 12_000; i++) {
      log.line(i % 2 == 0 ? LogStream.STDOUT : LogStream.STDERR, "line " + i);
    }
    log.flush(LONG);
    assertThat(server.lines())
        .isEqualTo(LongStream.range(0, 12_000).mapToObj(i -> "line " + i).toList());
    assertThat(server.accepted("/logs").getFirst().at("/lines/1").toString())
        .isEqualTo("{\"time\":1234,\"stream\":\"stderr\",\"text\":\"line 1\"}");
  }

  @Test
  void lines_that_are_refused_do_not_disturb_the_points() throws InterruptedException {
    server.refuseLines();
    log.line(LogStream.STDOUT, "hello");
    log.log("loss", 1, 1);
    log.flush(LONG);
    log.line(LogStream.STDOUT, "hello");
    log.log("loss", 2, 1);
    log.flush(LONG);
    assertThat(server.steps("loss")).isEqualTo(steps(1, 2));
    assertThat(server.lines()).isEmpty();
  }

  @Test
  void logging_waits_for_room_when_disk_and_buffer_are_full() throws InterruptedException {
    server.close();
    try (RunLog small = log(0, 3)) {
      var logged = new ArrayList<Integer>();
      Thread writer =
          Thread.startVirtualThread(
              () -> {
                for (int step = 1; step <= 10; step++) {
                  try {
                    small.log("loss", step, step);
                  } catch (InterruptedException e) {
                    return;
                  }
                  synchronized (logged) {
                    logged.add(step);
                  }
                }
              });
      writer.join(Duration.ofMillis(200));
      synchronized (logged) {
        assertThat(logged).containsExactly(1, 2, 3);
      }
      server.start();
      writer.join();
      small.flush(LONG);
      assertThat(server.steps("loss")).isEqualTo(steps(1, 10));
    }
  }

  @Test
  void a_full_disk_is_no_reason_to_wait_while_the_server_is_there() throws InterruptedException {
    try (RunLog small = log(0, 100)) {
      logSteps(small, 1, 1000);
      small.flush(LONG);
      assertThat(server.steps("loss")).isEqualTo(steps(1, 1000));
    }
  }

  @Test
  void a_refused_batch_is_told_to_who_logs_next_and_the_rest_arrives() throws InterruptedException {
    server.failMetrics(false, 400);
    log.log("loss", 1, 1);
    log.tags(Map.of("a", "b"));
    log.log("loss", 2, 1);
    assertThatThrownBy(() -> log.flush(LONG))
        .isInstanceOf(ServerException.Refused.class)
        .hasMessage("not now");
    assertThatThrownBy(() -> log.log("loss", 3, 1)).hasMessage("not now");
    assertThat(server.steps("loss")).isEqualTo(steps(2, 2));
    assertThat(server.accepted("/tags")).hasSize(1);
  }

  @Test
  void a_token_that_is_refused_loses_nothing() throws InterruptedException {
    server.refuseMetrics(401);
    log.log("loss", 1, 1);
    assertThatThrownBy(() -> log.flush(LONG)).isInstanceOf(ServerException.Refused.class);
    log.close();
    server.refuseMetrics(0);
    try (RunLog next = log(MB, 100)) {
      next.log("loss", 2, 1);
      next.flush(LONG);
    }
    assertThat(server.steps("loss")).isEqualTo(steps(1, 2));
  }

  @Test
  void what_a_log_leaves_is_sent_first_by_the_next_of_the_run_under_the_same_keys()
      throws InterruptedException {
    server.failMetrics(true, 500, 500, 500, 500, 500);
    logSteps(log, 1, 10);
    assertThatThrownBy(() -> log.flush(Duration.ofMillis(200)))
        .isInstanceOf(ServerException.Unavailable.class);
    server.close();
    log.close(); // the server has the batch, but nobody here knows
    server.start();
    try (RunLog next = log(MB, 100)) {
      logSteps(next, 11, 12);
      next.flush(LONG);
    }
    assertThat(server.requests("/metrics").size()).isGreaterThan(2);
    assertThat(server.stored("/metrics")).hasSize(2);
    assertThat(server.steps("loss")).isEqualTo(steps(1, 12));
  }

  @Test
  void closing_writes_what_is_buffered_to_the_spool() throws InterruptedException {
    server.close();
    logSteps(log, 1, 10);
    log.line(LogStream.STDOUT, "hello");
    log.close();
    assertThatThrownBy(() -> log.log("loss", 11, 1)).isInstanceOf(IllegalStateException.class);
    server.start();
    new Spools(folder, MB, CLOCK).sendLeftovers(server.client());
    assertThat(server.steps("loss")).isEqualTo(steps(1, 10));
    assertThat(server.lines()).containsExactly("hello");
  }

  @Test
  void a_server_that_asks_for_time_is_given_it() throws InterruptedException {
    server.retryAfter(1);
    server.failMetrics(true, 429, 503);
    log.log("loss", 1, 1);
    log.flush(LONG);
    List<FakeServer.Request> tries = server.requests("/metrics");
    assertThat(tries).hasSize(3);
    for (int i = 1; i < tries.size(); i++) {
      assertThat(Duration.ofNanos(tries.get(i).nanos() - tries.get(i - 1).nanos()))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }
  }

  @Test
  void a_gzipped_batch_is_read_as_it_was() throws InterruptedException {
    var points = new PointBuffer();
    for (int step = 0; step < 1000; step++) {
      points.add("loss", step, 1234, 1);
    }
    Parcel parcel = Parcel.of(Parcel.Kind.POINTS, 1000, points.toFrame()).smaller();
    assertThat(parcel.gzipped()).isTrue();
    server.client().deliver(run, parcel);
    assertThat(server.steps("loss")).isEqualTo(steps(0, 999));
    byte[] noise = new byte[10_000];
    new SplittableRandom(1).nextBytes(noise);
    assertThat(Parcel.of(Parcel.Kind.POINTS, 1, noise).smaller().gzipped()).isFalse();
  }

  @Test
  @Timeout(20)
  void a_log_given_up_lets_go_of_who_waits_for_room() throws InterruptedException {
    server.close();
    try (RunLog small = log(0, 1)) {
      small.log("loss", 1, 1);
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  Thread.sleep(100);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                small.giveUp();
              });
      assertThatThrownBy(() -> small.log("loss", 2, 1))
          .isInstanceOf(ServerException.Unavailable.class)
          .hasMessageMatching("[12] entries of run .*");
    }
  }

  @Test
  @Timeout(20)
  void a_sender_that_breaks_is_told_to_who_logs_next() {
    // a header that the HTTP client refuses
    var client =
        new AssayClient(server.address(), "a\nb", Patience.none(), new SplittableRandom(1));
    try (var broken = new RunLog(client, run, CLOCK, new Spools(folder, 0, CLOCK), 1, SHORT)) {
      assertThatThrownBy(
              () -> {
                broken.log("loss", 1, 1);
                broken.log("loss", 2, 1);
              })
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> broken.flush(LONG)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void a_wrong_token_is_refused_with_the_servers_words() {
    var client =
        new AssayClient(server.address(), "wrong", Patience.none(), new SplittableRandom(1));
    assertThatThrownBy(() -> client.run(run))
        .isInstanceOfSatisfying(
            ServerException.Refused.class, e -> assertThat(e.status()).isEqualTo(401))
        .hasMessage("the token is not known");
  }

  @Test
  void a_point_that_no_server_takes_is_refused_at_once() throws InterruptedException {
    assertThatThrownBy(() -> log.log("loss;total", 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    log.log("loss", 1, 1);
    log.flush(LONG);
    assertThat(server.accepted("/metrics")).hasSize(1).noneMatch(JsonNode::isEmpty);
  }

  @Test
  void pauses_double_up_to_the_longest() {
    var patience = new Patience(LONG, Duration.ofMillis(100), Duration.ofSeconds(1));
    var random = new SplittableRandom(1);
    for (int i = 0; i < 100; i++) {
      assertThat(patience.pause(1, random).toMillis()).isBetween(50L, 100L);
      assertThat(patience.pause(3, random).toMillis()).isBetween(200L, 400L);
      assertThat(patience.pause(50, random).toMillis()).isBetween(500L, 1000L);
    }
  }
}

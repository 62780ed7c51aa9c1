package dev.assay.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

class RunLogTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(1234), ZoneOffset.UTC);

  private final FakeServer server = new FakeServer(30);
  private final RunLog log = log(100_000);

  private RunLog log(int capacity) {
    return new RunLog(server.client(), new RunId(UUID.randomUUID()), CLOCK, capacity);
  }

  @AfterEach
  void close() {
    log.close();
    server.close();
  }

  @Test
  void all_points_arrive_once_and_in_order() throws InterruptedException {
    for (int step = 1; step <= 2500; step++) {
      log.log("loss", step, step * 0.5);
    }
    log.flush(LONG);
    assertThat(steps("loss")).isEqualTo(LongStream.rangeClosed(1, 2500).boxed().toList());
    assertThat(server.accepted("/metrics"))
        .allSatisfy(batch -> assertThat(batch.at("/metrics/0/steps").size()).isBetween(1, 1000));
  }

  @Test
  void points_arrive_once_and_in_order_when_the_server_fails_in_between()
      throws InterruptedException {
    server.failMetrics(false, 503, 429, 500);
    for (int step = 1; step <= 1500; step++) {
      log.log("loss", step, step);
    }
    log.flush(LONG);
    assertThat(steps("loss")).isEqualTo(LongStream.rangeClosed(1, 1500).boxed().toList());
  }

  @Test
  void points_wait_for_a_server_that_is_away() throws InterruptedException {
    server.close();
    for (int step = 1; step <= 10; step++) {
      log.log("loss", step, step);
    }
    assertThatThrownBy(() -> log.flush(Duration.ofMillis(50)))
        .isInstanceOf(ServerException.Unavailable.class)
        .hasMessageStartingWith("10 entries of run");
    server.start();
    log.flush(LONG);
    assertThat(steps("loss")).isEqualTo(LongStream.rangeClosed(1, 10).boxed().toList());
  }

  @Test
  void a_batch_whose_answer_was_lost_comes_again_unchanged() throws InterruptedException {
    server.failMetrics(true, 500);
    log.log("loss", 1, 0.5);
    log.flush(LONG);
    List<JsonNode> batches = server.accepted("/metrics");
    assertThat(batches).hasSize(2);
    assertThat(batches.get(1)).isEqualTo(batches.get(0));
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
    assertThat(server.accepted("/samples").getFirst().get("text").asString()).isEqualTo("a boat");
    assertThat(server.accepted("/tags").getFirst().toString())
        .isEqualTo("{\"checkpoint\":\"here\"}");
    assertThat(server.accepted("/metrics")).hasSize(2);
  }

  @Test
  void logging_waits_for_room_when_the_buffer_is_full() throws InterruptedException {
    server.close();
    try (RunLog small = log(3)) {
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
      assertThat(steps("loss")).isEqualTo(LongStream.rangeClosed(1, 10).boxed().toList());
    }
  }

  @Test
  void a_refusal_is_told_to_who_logs_next() throws InterruptedException {
    server.failMetrics(false, 400);
    log.log("loss", 1, 1);
    assertThatThrownBy(() -> log.flush(LONG))
        .isInstanceOf(ServerException.Refused.class)
        .hasMessage("not now");
    assertThatThrownBy(() -> log.log("loss", 2, 1)).hasMessage("not now");
  }

  @Test
  @Timeout(10)
  void a_log_given_up_lets_go_of_who_waits_for_room() throws InterruptedException {
    server.close();
    try (RunLog small = log(1)) {
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
          .hasMessageStartingWith("1 entries of run");
    }
  }

  @Test
  @Timeout(10)
  void a_sender_that_breaks_is_told_to_who_logs_next() {
    // a header that the HTTP client refuses
    var client =
        new AssayClient(server.address(), "a\nb", Patience.none(), new SplittableRandom(1));
    try (var broken = new RunLog(client, new RunId(UUID.randomUUID()), CLOCK, 1)) {
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
    assertThatThrownBy(() -> client.run(new RunId(UUID.randomUUID())))
        .isInstanceOfSatisfying(
            ServerException.Refused.class, e -> assertThat(e.status()).isEqualTo(401))
        .hasMessage("the token is not known");
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

  private List<Long> steps(String metric) {
    List<Long> steps = new ArrayList<>();
    for (JsonNode batch : server.accepted("/metrics")) {
      for (JsonNode columns : batch.get("metrics")) {
        if (columns.get("name").asString().equals(metric)) {
          columns.get("steps").forEach(step -> steps.add(step.asLong()));
        }
      }
    }
    return steps;
  }
}

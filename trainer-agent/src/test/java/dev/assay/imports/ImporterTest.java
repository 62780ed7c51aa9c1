package dev.assay.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.tracking.ServerException;
import dev.assay.tracking.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ImporterTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final ImportServer server = new ImportServer();

  @AfterEach
  void close() {
    server.close();
  }

  private static ImportedRun run(String name) {
    return ImportedRun.of("first", name, "test:" + name, START);
  }

  @Test
  void what_the_server_refuses_is_found_among_what_it_takes() throws Exception {
    Map<String, String> tags = new HashMap<>();
    for (int i = 0; i < 1200; i++) {
      tags.put("tag " + i, i % 400 == 7 ? "x".repeat(9000) : "value " + i);
    }
    tags.put(" ", "no name");
    Summary summary =
        server.bring(
            into ->
                into.run(
                    run("a"),
                    writer -> {
                      writer.tags(tags);
                      writer.params(Map.of("p", "y".repeat(3_000_000)));
                      writer.finish(Wire.Outcome.FINISHED, null);
                    }));
    assertThat(server.run("a").tags).hasSize(1197).containsEntry("tag 8", "value 8");
    assertThat(summary.leftOut("tags")).isEqualTo(4);
    assertThat(summary.leftOut("params")).isEqualTo(1);
    assertThat(summary.leftOutLines())
        .anyMatch(line -> line.startsWith("4 tags: refused by the server ("))
        .anyMatch(line -> line.equals("1 params: too long for a request (p of a)"));
  }

  @Test
  void points_come_in_batches_that_the_server_takes() throws Exception {
    Summary summary =
        server.bring(
            into ->
                into.run(
                    run("a"),
                    writer -> {
                      for (int i = 0; i < 120_000; i++) {
                        writer.point("m" + i % 3, i / 3, 0, i);
                      }
                      writer.point("m1", 1L << 54, 0, 1);
                      writer.point("m1", 1, -1, 1);
                      writer.finish(Wire.Outcome.FAILED, null);
                    }));
    assertThat(server.run("a").points("m2")).hasSize(40_000);
    assertThat(server.requests().stream().filter(r -> r.matches("POST .*/metrics"))).hasSize(3);
    assertThat(summary.points()).isEqualTo(120_000);
    assertThat(summary.leftOut("points")).isEqualTo(2);
    assertThat(server.run("a").status).isEqualTo("FAILED");
    assertThat(server.run("a").endedAt).isEqualTo("2026-01-01T00:00:00Z");
  }

  @Test
  void a_run_that_cannot_be_read_does_not_keep_the_others_from_coming() throws Exception {
    Summary summary =
        server.bring(
            into -> {
              into.run(
                  run("a"),
                  _ -> {
                    throw new IOException("the disk is gone");
                  });
              into.run(run("b"), writer -> writer.finish(Wire.Outcome.FINISHED, null));
            });
    assertThat(summary.runs()).isEqualTo(1);
    assertThat(summary.leftOutLines())
        .containsExactly("1 runs: cannot be read (a: the disk is gone)");
    assertThat(server.run("a").status).isEqualTo("RUNNING");
  }

  @Test
  void a_server_that_stays_away_ends_the_import() {
    assertThatThrownBy(
            () ->
                server.bring(
                    into -> {
                      into.run(run("a"), writer -> writer.finish(Wire.Outcome.FINISHED, null));
                      server.goAway(true);
                      into.run(run("b"), writer -> writer.finish(Wire.Outcome.FINISHED, null));
                    }))
        .isInstanceOf(ServerException.Unavailable.class)
        .hasMessageContaining("not now");
    assertThat(server.runs()).hasSize(1);
  }

  @Test
  void it_stops_between_requests_when_it_is_told_to() {
    var stop = new AtomicBoolean();
    var summary = new Summary();
    var out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    var progress = new Progress(out, false, Clock.systemUTC());
    var importer = new Importer(server.client(), progress, summary, stop::get, true, false);
    assertThatThrownBy(
            () ->
                importer.run(
                    into -> {
                      into.run(run("a"), writer -> writer.finish(Wire.Outcome.FINISHED, null));
                      stop.set(true);
                      into.run(run("b"), writer -> writer.finish(Wire.Outcome.FINISHED, null));
                    }))
        .isInstanceOf(Importer.Stopped.class);
    assertThat(summary.runs()).isEqualTo(1);
  }

  @Test
  void progress_is_one_line_on_a_terminal_and_a_line_every_few_seconds_elsewhere() {
    for (boolean terminal : new boolean[] {true, false}) {
      var bytes = new ByteArrayOutputStream();
      var clock = new Ticking();
      var progress =
          new Progress(new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal, clock);
      progress.expect(4, 1000);
      for (int second = 1; second <= 10; second++) {
        clock.now = START.plusSeconds(second);
        progress.points(2000);
        progress.read(50);
      }
      progress.runDone();
      progress.end();
      String shown = bytes.toString(StandardCharsets.UTF_8);
      assertThat(shown.chars().filter(c -> c == '\n').count()).isEqualTo(terminal ? 0 : 2);
      assertThat(shown.split("runs", -1)).hasSize(terminal ? 11 : 3);
      assertThat(shown)
          .contains("[####----------------] 0/4 runs  10k points  200 B  2000 points/s  20 s left");
    }
  }

  private static final class Ticking extends Clock {
    private Instant now = START;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }
  }

  @Test
  void sizes_are_for_people() {
    assertThat(Progress.size(999)).isEqualTo("999 B");
    assertThat(Progress.size(1500)).isEqualTo("1.5 kB");
    assertThat(Progress.size(5_000_000_000L)).isEqualTo("5.0 GB");
  }
}

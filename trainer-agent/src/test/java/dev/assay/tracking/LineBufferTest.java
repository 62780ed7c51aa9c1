package dev.assay.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineBufferTest {

  private final LineBuffer buffer =
      new LineBuffer(Clock.fixed(Instant.ofEpochMilli(1234), ZoneOffset.UTC));

  private String taken() {
    return buffer.take().getFirst().lines().getFirst().text();
  }

  @Test
  void a_line_that_is_too_long_is_cut_and_says_so() {
    buffer.add(LogStream.STDOUT, "x".repeat(16_384));
    assertThat(taken()).isEqualTo("x".repeat(16_384));
    buffer.add(LogStream.STDOUT, "x".repeat(16_385));
    assertThat(taken()).hasSize(16_384).endsWith("xx… [cut]");
    buffer.add(LogStream.STDOUT, "x" + "😀".repeat(10_000));
    assertThat(taken()).hasSizeBetween(16_382, 16_384).endsWith("😀… [cut]");
  }

  @Test
  void what_cannot_be_stored_is_replaced() {
    buffer.add(LogStream.STDOUT, "a\u0000b\ud800c\udc00d😀\t");
    assertThat(taken()).isEqualTo("a\ufffdb\ufffdc\ufffdd😀\t");
  }

  @Test
  void lines_come_in_batches_that_a_server_takes() {
    for (int i = 0; i < 25_000; i++) {
      buffer.add(LogStream.STDERR, "line " + i);
    }
    for (int i = 0; i < 100; i++) {
      buffer.add(LogStream.STDERR, "x".repeat(16_384));
    }
    List<Wire.LogLines> batches = buffer.take();
    assertThat(batches).extracting(batch -> batch.lines().size()).startsWith(10_000, 10_000);
    assertThat(batches)
        .allSatisfy(
            batch ->
                assertThat(batch.lines().stream().mapToInt(line -> line.text().length()).sum())
                    .isLessThanOrEqualTo(1_000_000));
    assertThat(batches.stream().flatMap(batch -> batch.lines().stream()).toList())
        .hasSize(25_100)
        .startsWith(
            new Wire.LogLine(1234, LogStream.STDERR, "line 0"),
            new Wire.LogLine(1234, LogStream.STDERR, "line 1"));
    assertThat(buffer.take()).isEmpty();
  }

  @Test
  void lines_without_room_are_counted() {
    for (int i = 0; i < 50_007; i++) {
      buffer.add(LogStream.STDOUT, "");
    }
    assertThat(buffer.take().getLast().lines().getLast())
        .isEqualTo(
            new Wire.LogLine(
                1234, LogStream.LOG, "[7 lines left out: there was no room for them]"));
    buffer.add(LogStream.STDOUT, "there is room again");
    assertThat(taken()).isEqualTo("there is room again");
  }
}

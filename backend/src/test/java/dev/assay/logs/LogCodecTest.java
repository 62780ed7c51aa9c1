package dev.assay.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.luben.zstd.Zstd;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LogCodecTest {
  private static byte[] encode(List<LogLine> lines) {
    try (LogCodec codec = new LogCodec()) {
      return codec.encode(lines);
    }
  }

  private static List<LogLine> decode(byte[] payload) {
    try (LogCodec codec = new LogCodec()) {
      return codec.decode(payload);
    }
  }

  @Provide
  Arbitrary<List<LogLine>> batches() {
    Arbitrary<Long> times =
        Arbitraries.oneOf(Arbitraries.longs(), Arbitraries.longs().between(0, 1000));
    Arbitrary<String> texts =
        Arbitraries.oneOf(
            Arbitraries.strings().ascii().ofMaxLength(100),
            Arbitraries.of("", "\u001B[31mred\u001B[0m", "ümläut", "𝄞 and 日本語", "a\nb\r"));
    return Combinators.combine(times, Arbitraries.of(LogStream.class), texts)
        .as(LogLine::new)
        .list()
        .ofMaxSize(200);
  }

  @Property(tries = 500)
  void any_lines_come_back(@ForAll("batches") List<LogLine> lines) {
    assertThat(decode(encode(lines))).isEqualTo(lines);
  }

  @Property(tries = 200)
  void a_codec_may_be_used_again(
      @ForAll("batches") List<LogLine> one, @ForAll("batches") List<LogLine> other) {
    try (LogCodec codec = new LogCodec()) {
      byte[] first = codec.encode(one);
      byte[] second = codec.encode(other);
      assertThat(codec.decode(first)).isEqualTo(one);
      assertThat(codec.decode(second)).isEqualTo(other);
    }
  }

  @Property(tries = 300)
  void a_truncated_payload_is_rejected(
      @ForAll("batches") List<LogLine> lines, @ForAll @IntRange(max = 10_000) int length) {
    byte[] payload = encode(lines);
    byte[] truncated = Arrays.copyOf(payload, length % payload.length);

    assertThatExceptionOfType(CorruptBlock.class).isThrownBy(() -> decode(truncated));
  }

  @Property(tries = 500)
  void a_changed_payload_is_rejected_or_reads_as_it_was(
      @ForAll("batches") List<LogLine> lines,
      @ForAll @IntRange(max = 100_000) int at,
      @ForAll byte value) {
    byte[] payload = encode(lines);
    payload[at % payload.length] = value;
    try {
      assertThat(decode(payload)).isEqualTo(lines); // a bit of zstd's header means nothing
    } catch (CorruptBlock e) {
      assertThat(e).hasMessageStartingWith("stored lines cannot be read: ");
    }
  }

  /** A payload with a checksum that is right, whatever its body says. */
  private static byte[] framed(byte... body) {
    byte[] frame = Zstd.compress(body);
    return ByteBuffer.allocate(1 + frame.length).put((byte) 1).put(frame).array();
  }

  @Property(tries = 1000)
  void a_body_of_any_bytes_is_rejected_or_read(
      @ForAll byte[] body, @ForAll @IntRange(max = 20) int n) {
    if (body.length > 0) {
      body[0] = (byte) n;
    }
    try {
      assertThat(decode(framed(body))).hasSize(n);
    } catch (CorruptBlock e) {
      assertThat(e).hasMessageStartingWith("stored lines cannot be read: ");
    }
  }

  private static void assertCorrupt(byte[] payload, String why) {
    assertThatExceptionOfType(CorruptBlock.class)
        .isThrownBy(() -> decode(payload))
        .withMessage("stored lines cannot be read: " + why);
  }

  @Test
  void what_is_wrong_with_a_payload_is_said() {
    byte all = (byte) 0xFF;
    byte[] many = {all, all, all, all, 7};

    assertCorrupt(new byte[0], "0 bytes");
    assertCorrupt(new byte[] {2, 0}, "format 2; this server reads format 1");
    assertCorrupt(new byte[] {1, 0, 0, 0, 0, 0}, "no zstd frame of a length that fits");
    assertCorrupt(framed(new byte[(1 << 20) + 1]), "no zstd frame of a length that fits");
    assertCorrupt(framed(many), "2147483647 lines in 5 bytes");
    assertCorrupt(
        framed(all, all, all, all, all, all, all, all, all, all, all),
        "a number of more than 64 bits");
    assertCorrupt(framed((byte) 1, (byte) 0, (byte) 3, (byte) 0), "a stream of number 3");
    assertCorrupt(framed((byte) 1, (byte) 0, (byte) 0, (byte) 1), "a text of 1 bytes");
    assertCorrupt(framed((byte) 0, (byte) 0), "more bytes than 0 lines need");
    assertCorrupt(
        framed((byte) 2, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 1, (byte) 1, (byte) 'a'),
        "it ends within a text");
  }

  @Test
  void a_payload_has_the_documented_bytes() {
    // n, times 1000 and 1250, streams, lengths, texts
    byte[] body = {
      2, (byte) 0xD0, 0x0F, (byte) 0xF4, 0x03, 0, 1, 1, 2, 'a', (byte) 0xC3, (byte) 0xBC
    };
    List<LogLine> lines =
        List.of(new LogLine(1000, LogStream.STDOUT, "a"), new LogLine(1250, LogStream.STDERR, "ü"));

    byte[] payload = encode(lines);

    assertThat(payload[0]).isEqualTo((byte) 1);
    assertThat(Zstd.decompress(Arrays.copyOfRange(payload, 1, payload.length), body.length))
        .isEqualTo(body);
    assertThat(decode(framed(body))).isEqualTo(lines);
  }

  @Test
  void a_block_of_the_greatest_size_fits() {
    List<LogLine> far =
        IntStream.range(0, 10_000)
            .mapToObj(
                i -> // the longest varints
                new LogLine(i % 2 == 0 ? Long.MIN_VALUE : i, LogStream.LOG, "x".repeat(25)))
            .toList();

    assertThat(decode(encode(far))).isEqualTo(far);
  }
}

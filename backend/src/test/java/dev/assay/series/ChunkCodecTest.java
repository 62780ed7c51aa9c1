package dev.assay.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.luben.zstd.Zstd;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkCodecTest {
  @SuppressWarnings("ArrayRecordComponent") // bytes, never compared
  private record Bytes(byte[] data, byte[] times) {}

  private static Bytes encode(SeriesPoints points) {
    try (ChunkCodec codec = new ChunkCodec()) {
      return new Bytes(codec.encodeData(points), codec.encodeTimes(points));
    }
  }

  private static SeriesPoints decode(int n, byte[] data, byte @Nullable [] times) {
    try (ChunkCodec codec = new ChunkCodec()) {
      return codec.decode(n, data, times);
    }
  }

  private static long[] bits(double[] values) {
    return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  private static void assertSame(SeriesPoints read, SeriesPoints written) {
    assertThat(read.steps()).isEqualTo(written.steps());
    assertThat(read.timesMillis()).isEqualTo(written.timesMillis());
    assertThat(bits(read.values())).isEqualTo(bits(written.values()));
  }

  private record Point(long step, long time, long valueBits) {}

  @Provide
  Arbitrary<SeriesPoints> points() {
    Arbitrary<Long> longs =
        Arbitraries.oneOf(Arbitraries.longs(), Arbitraries.longs().between(0, 100));
    Arbitrary<Long> values =
        Arbitraries.oneOf(
            Arbitraries.longs(),
            Arbitraries.of(-0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE)
                .map(Double::doubleToRawLongBits),
            Arbitraries.of(0x7FF0_0000_DEAD_BEEFL, 0xFFF8_0000_0000_0001L));
    return Combinators.combine(longs, longs, values)
        .as(Point::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(300)
        .map(ChunkCodecTest::series);
  }

  private static SeriesPoints series(List<Point> points) {
    TreeMap<Long, Point> byStep = new TreeMap<>();
    points.forEach(p -> byStep.put(p.step, p));
    return new SeriesPoints(
        byStep.keySet().stream().mapToLong(Long::longValue).toArray(),
        byStep.values().stream().mapToLong(Point::time).toArray(),
        byStep.values().stream().mapToDouble(p -> Double.longBitsToDouble(p.valueBits)).toArray());
  }

  @Property(tries = 500)
  void any_points_come_back_bit_by_bit(@ForAll("points") SeriesPoints points) {
    Bytes bytes = encode(points);

    assertSame(decode(points.size(), bytes.data, bytes.times), points);
    SeriesPoints untimed = decode(points.size(), bytes.data, null);
    assertThat(bits(untimed.values())).isEqualTo(bits(points.values()));
    assertThat(untimed.timesMillis()).containsOnly(0);
  }

  @Property(tries = 300)
  void truncated_bytes_are_rejected(
      @ForAll("points") SeriesPoints points, @ForAll @IntRange(max = 10_000) int length) {
    Bytes bytes = encode(points);
    byte[] data = Arrays.copyOf(bytes.data, length % bytes.data.length);
    byte[] times = Arrays.copyOf(bytes.times, length % bytes.times.length);

    assertThatExceptionOfType(CorruptPayload.class)
        .isThrownBy(() -> decode(points.size(), data, bytes.times));
    assertThatExceptionOfType(CorruptPayload.class)
        .isThrownBy(() -> decode(points.size(), bytes.data, times));
  }

  @Property(tries = 500)
  void changed_bytes_are_rejected_or_read_as_they_were(
      @ForAll("points") SeriesPoints points,
      @ForAll @IntRange(max = 100_000) int at,
      @ForAll byte value) {
    Bytes bytes = encode(points);
    bytes.data[at % bytes.data.length] = value;
    try {
      assertSame(decode(points.size(), bytes.data, bytes.times), points);
    } catch (CorruptPayload e) {
      assertThat(e).hasMessageStartingWith("stored points cannot be read: ");
    }
  }

  @Property(tries = 500)
  void a_body_of_any_bytes_is_rejected_or_read(
      @ForAll byte[] body, @ForAll @IntRange(min = -1, max = 20) int n) {
    try {
      assertThat(decode(n, framed(body), framed(body)).size()).isEqualTo(n);
    } catch (CorruptPayload e) {
      assertThat(e).hasMessageStartingWith("stored points cannot be read: ");
    }
  }

  /** A payload with a checksum that is right, whatever its body says. */
  private static byte[] framed(byte[] body) {
    byte[] frame = Zstd.compress(body);
    return ByteBuffer.allocate(1 + frame.length).put((byte) 1).put(frame).array();
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1, 3, Chunk.MOST_POINTS + 1, Integer.MAX_VALUE})
  void another_number_of_points_is_rejected_before_there_is_room_for_them(int n) {
    Bytes two = encode(series(List.of(new Point(1, 1, 1), new Point(2, 2, 2))));

    assertThatExceptionOfType(CorruptPayload.class)
        .isThrownBy(() -> decode(n, two.data, two.times));
  }

  @Test
  void a_chunk_of_the_greatest_size_comes_back() {
    int n = Chunk.MOST_POINTS;
    SeriesPoints points = new SeriesPoints(new long[n], new long[n], new double[n]);
    for (int i = 0; i < n; i++) {
      points.steps()[i] = Long.MIN_VALUE + i * 0x0001_FFFF_FFFF_FFFFL / 7 * i;
      points.timesMillis()[i] = i % 2 == 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
      points.values()[i] = Math.sin(i);
    }
    Bytes bytes = encode(points);

    assertSame(decode(n, bytes.data, bytes.times), points);
  }

  @Test
  void steps_at_an_equal_pace_take_no_room() {
    SeriesPoints even = new SeriesPoints(new long[8192], new long[8192], new double[8192]);
    for (int i = 0; i < even.size(); i++) {
      even.steps()[i] = 1000 + 50L * i;
    }

    assertThat(encode(even).data).hasSizeLessThan(60);
  }
}

package dev.assay.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.luben.zstd.Zstd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TailCodecTest {
  private static final double NAN_WITH_PAYLOAD = Double.longBitsToDouble(0x7FF0_0000_DEAD_BEEFL);

  private static byte[] encode(PointBatch points) {
    try (TailCodec codec = new TailCodec()) {
      return codec.encode(points);
    }
  }

  private static PointBatch decode(byte[] payload) {
    try (TailCodec codec = new TailCodec()) {
      return codec.decode(payload);
    }
  }

  private static long[] bits(double[] values) {
    return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  private static void assertSame(PointBatch read, PointBatch written) {
    assertThat(read.metricIds()).isEqualTo(written.metricIds());
    assertThat(read.steps()).isEqualTo(written.steps());
    assertThat(read.timesMillis()).isEqualTo(written.timesMillis());
    assertThat(bits(read.values())).isEqualTo(bits(written.values()));
  }

  private record Point(int metric, long step, long time, long valueBits) {}

  @Provide
  Arbitrary<PointBatch> batches() {
    Arbitrary<Integer> metrics =
        Arbitraries.oneOf(Arbitraries.integers(), Arbitraries.integers().between(1, 9));
    Arbitrary<Long> longs =
        Arbitraries.oneOf(Arbitraries.longs(), Arbitraries.longs().between(0, 1000));
    Arbitrary<Long> values =
        Arbitraries.oneOf(
            Arbitraries.longs(),
            Arbitraries.of(
                    -0.0,
                    Double.NaN,
                    NAN_WITH_PAYLOAD,
                    Double.NEGATIVE_INFINITY,
                    Double.MIN_VALUE,
                    Double.MAX_VALUE)
                .map(Double::doubleToRawLongBits));
    return Combinators.combine(metrics, longs, longs, values)
        .as(Point::new)
        .list()
        .ofMaxSize(300)
        .map(this::batch);
  }

  private PointBatch batch(List<Point> points) {
    return new PointBatch(
        points.stream().mapToInt(Point::metric).toArray(),
        points.stream().mapToLong(Point::step).toArray(),
        points.stream().mapToLong(Point::time).toArray(),
        points.stream().mapToDouble(p -> Double.longBitsToDouble(p.valueBits())).toArray());
  }

  @Property(tries = 500)
  void any_columns_come_back_bit_by_bit(@ForAll("batches") PointBatch points) {
    assertSame(decode(encode(points)), points);
  }

  @Property(tries = 200)
  void a_codec_may_be_used_again(
      @ForAll("batches") PointBatch one, @ForAll("batches") PointBatch other) {
    try (TailCodec codec = new TailCodec()) {
      byte[] first = codec.encode(one);
      byte[] second = codec.encode(other);
      assertSame(codec.decode(first), one);
      assertSame(codec.decode(second), other);
    }
  }

  @Property(tries = 300)
  void a_truncated_payload_is_rejected(
      @ForAll("batches") PointBatch points, @ForAll @IntRange(max = 10_000) int length) {
    byte[] payload = encode(points);
    byte[] truncated = Arrays.copyOf(payload, length % payload.length);

    assertThatExceptionOfType(CorruptPayload.class).isThrownBy(() -> decode(truncated));
  }

  @Property(tries = 500)
  void a_changed_payload_is_rejected_or_reads_as_it_was(
      @ForAll("batches") PointBatch points,
      @ForAll @IntRange(max = 100_000) int at,
      @ForAll byte value) {
    byte[] payload = encode(points);
    payload[at % payload.length] = value;
    try {
      assertSame(decode(payload), points); // a bit of zstd's header means nothing
    } catch (CorruptPayload e) {
      assertThat(e).hasMessageStartingWith("stored points cannot be read: ");
    }
  }

  /** A payload with a checksum that is right, whatever its body says. */
  private static byte[] framed(byte[] body) {
    byte[] frame = Zstd.compress(body);
    return ByteBuffer.allocate(1 + frame.length).put((byte) 1).put(frame).array();
  }

  @Property(tries = 500)
  void a_body_of_any_bytes_is_rejected_or_read(
      @ForAll byte[] body, @ForAll @IntRange(max = 20) int n) {
    if (body.length >= Integer.BYTES) {
      ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).putInt(n);
    }
    try {
      assertThat(decode(framed(body)).size()).isEqualTo(n);
    } catch (CorruptPayload e) {
      assertThat(e).hasMessageStartingWith("stored points cannot be read: ");
    }
  }

  private static void assertCorrupt(byte[] payload, String why) {
    assertThatExceptionOfType(CorruptPayload.class)
        .isThrownBy(() -> decode(payload))
        .withMessage("stored points cannot be read: " + why);
  }

  @Property
  void some_metrics_of_a_payload_are_those_of_all(
      @ForAll("batches") PointBatch points,
      @ForAll Set<@IntRange(min = 1, max = 9) Integer> wanted) {
    PointBatch all = decode(encode(points));
    PointBatch some;
    try (TailCodec codec = new TailCodec()) {
      some = codec.decode(encode(points), wanted);
    }
    int n = 0;
    for (int i = 0; i < all.size(); i++) {
      if (wanted.contains(all.metricIds()[i])) {
        assertThat(some.metricIds()[n]).isEqualTo(all.metricIds()[i]);
        assertThat(some.steps()[n]).isEqualTo(all.steps()[i]);
        assertThat(some.timesMillis()[n]).isEqualTo(all.timesMillis()[i]);
        assertThat(Double.doubleToRawLongBits(some.values()[n]))
            .isEqualTo(Double.doubleToRawLongBits(all.values()[i]));
        n++;
      }
    }
    assertThat(some.size()).isEqualTo(n);
  }

  @Test
  void what_is_wrong_with_a_payload_is_said() {
    byte[] more = {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 4, 6, 8};
    byte[] endless = new byte[4 + 8 + 12];
    Arrays.fill(endless, (byte) 0xFF);
    ByteBuffer.wrap(endless).order(ByteOrder.LITTLE_ENDIAN).putInt(1);
    byte[] many =
        ByteBuffer.allocate(100)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(0, Integer.MAX_VALUE)
            .array();

    assertCorrupt(new byte[0], "0 bytes");
    assertCorrupt(new byte[] {2, 0}, "format 2; this server reads format 1");
    assertCorrupt(new byte[] {1, 0, 0, 0, 0, 0}, "no zstd frame of a length that fits");
    assertCorrupt(framed(more), "more bytes than 1 points need");
    assertCorrupt(framed(Arrays.copyOf(more, 14)), "1 points in 14 bytes");
    assertCorrupt(framed(endless), "a number of more than 64 bits");
    assertCorrupt(framed(many), "2147483647 points in 100 bytes");
    assertCorrupt(framed(new byte[40_000_000]), "no zstd frame of a length that fits");
  }

  @Test
  void a_payload_has_the_documented_bytes() {
    // n, eight planes of two values, ids 7 7, steps 10 11, times 1000 1250
    byte[] body = {
      2,
      0,
      0,
      0, //
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      (byte) 0xF0,
      0,
      0x3F,
      0x40, //
      14,
      0, //
      20,
      2, //
      (byte) 0xD0,
      0x0F,
      (byte) 0xF4,
      0x03
    };
    PointBatch points =
        new PointBatch(
            new int[] {7, 7}, new long[] {10, 11}, new long[] {1000, 1250}, new double[] {1, 2});

    byte[] payload = encode(points);

    assertThat(payload[0]).isEqualTo((byte) 1);
    assertThat(Zstd.decompress(Arrays.copyOfRange(payload, 1, payload.length), body.length))
        .isEqualTo(body);
    assertSame(decode(framed(body)), points);
  }

  @Test
  void a_batch_of_the_greatest_size_fits() {
    int n = TailCodec.MOST_POINTS;
    long[] far = new long[n];
    int[] ids = new int[n];
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      far[i] = i % 2 == 0 ? Long.MIN_VALUE : i; // the longest varints
      ids[i] = i % 2 == 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
      values[i] = Math.sin(i);
    }
    PointBatch points = new PointBatch(ids, far, far, values);

    assertSame(decode(encode(points)), points);
  }
}

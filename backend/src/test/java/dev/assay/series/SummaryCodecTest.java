package dev.assay.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.luben.zstd.Zstd;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SummaryCodecTest {
  private static byte[] encode(SubBuckets s) {
    try (SummaryCodec codec = new SummaryCodec()) {
      return codec.encode(s);
    }
  }

  private static SubBuckets decode(byte[] bytes) {
    try (SummaryCodec codec = new SummaryCodec()) {
      return codec.decode(bytes);
    }
  }

  private static long[] bits(double[] values) {
    return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  private static void assertSame(SubBuckets read, SubBuckets written) {
    assertThat(read.step()).isEqualTo(written.step());
    assertThat(read.timeMillis()).isEqualTo(written.timeMillis());
    assertThat(bits(read.min())).isEqualTo(bits(written.min()));
    assertThat(bits(read.max())).isEqualTo(bits(written.max()));
    assertThat(bits(read.mean())).isEqualTo(bits(written.mean()));
    assertThat(bits(read.last())).isEqualTo(bits(written.last()));
    assertThat(read.count()).isEqualTo(written.count());
    assertThat(read.nonFinite()).isEqualTo(written.nonFinite());
  }

  private record Part(long step, long time, double a, double b, int count, int nonFinite) {}

  @Provide
  Arbitrary<SubBuckets> summaries() {
    Arbitrary<Long> longs =
        Arbitraries.oneOf(Arbitraries.longs(), Arbitraries.longs().between(0, 1000));
    Arbitrary<Integer> counts = Arbitraries.integers().between(0, Integer.MAX_VALUE);
    return Combinators.combine(
            longs, longs, Arbitraries.doubles(), Arbitraries.doubles(), counts, counts)
        .as(Part::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(128)
        .map(SummaryCodecTest::summary);
  }

  private static SubBuckets summary(List<Part> parts) {
    SubBuckets s = SubBuckets.ofSize(parts.size());
    for (int i = 0; i < s.size(); i++) {
      Part part = parts.get(i);
      s.step()[i] = part.step;
      s.timeMillis()[i] = part.time;
      s.count()[i] = Math.max(1, part.count);
      s.nonFinite()[i] = Math.min(s.count()[i], part.nonFinite);
      boolean finite = s.nonFinite()[i] < s.count()[i];
      s.min()[i] = finite ? Math.min(part.a, part.b) : Double.NaN;
      s.max()[i] = finite ? Math.max(part.a, part.b) : Double.NaN;
      s.mean()[i] = finite ? part.a : Double.NaN;
      s.last()[i] = Double.longBitsToDouble(0x7FF0_0000_DEAD_BEEFL + i);
    }
    return s;
  }

  @Property(tries = 500)
  void any_summary_comes_back_bit_by_bit(@ForAll("summaries") SubBuckets s) {
    assertSame(decode(encode(s)), s);
  }

  @Property(tries = 300)
  void a_truncated_summary_is_rejected(
      @ForAll("summaries") SubBuckets s, @ForAll @IntRange(max = 10_000) int length) {
    byte[] bytes = encode(s);
    byte[] truncated = Arrays.copyOf(bytes, length % bytes.length);

    assertThatExceptionOfType(CorruptPayload.class).isThrownBy(() -> decode(truncated));
  }

  @Property(tries = 3000)
  void a_changed_summary_is_rejected_or_can_be_summed_up(
      @ForAll("summaries") SubBuckets s,
      @ForAll @IntRange(max = 100_000) int at,
      @ForAll byte value) {
    byte[] bytes = encode(s);
    bytes[at % bytes.length] = value;
    try {
      assertThat(decode(bytes).values().count()).isPositive();
    } catch (CorruptPayload e) {
      assertThat(e).hasMessageStartingWith("stored points cannot be read: ");
    }
  }

  @Property(tries = 500)
  void a_body_of_any_bytes_is_rejected_or_read(@ForAll byte[] body, @ForAll boolean packed) {
    byte[] rest = packed ? Zstd.compress(body) : body;
    byte[] bytes =
        ByteBuffer.allocate(1 + rest.length).put((byte) (packed ? 2 : 1)).put(rest).array();
    try {
      assertThat(decode(bytes).values().count()).isPositive();
    } catch (CorruptPayload e) {
      assertThat(e).hasMessageStartingWith("stored points cannot be read: ");
    }
  }

  @Test
  void what_claims_to_be_large_is_rejected_before_there_is_room_for_it() {
    byte[] many = {1, (byte) 0xFE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F};
    byte[] bomb = Zstd.compress(new byte[200_000_000]);

    for (byte[] bytes :
        List.of(
            many,
            ByteBuffer.allocate(1 + bomb.length).put((byte) 2).put(bomb).array(),
            new byte[0],
            new byte[] {1},
            new byte[] {1, 0},
            new byte[] {3, 0})) {
      assertThatExceptionOfType(CorruptPayload.class).isThrownBy(() -> decode(bytes));
    }
  }
}

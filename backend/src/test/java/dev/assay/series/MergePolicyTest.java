package dev.assay.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MergePolicyTest {
  /** A series that points are added to, as far as sizes go. */
  private static final class Sizes {
    private final List<Integer> chunks = new ArrayList<>();
    private long n;
    private long rewritten;

    private int[] open = {};

    void add(int fresh) {
      n += fresh;
      int absorbed = MergePolicy.absorbed(open, fresh, n);
      assertThat(absorbed).isBetween(0, open.length);
      int merged = fresh;
      for (int i = 0; i < absorbed; i++) {
        int last = chunks.removeLast();
        merged += last;
        rewritten += last;
      }
      int pieces = Math.ceilDiv(merged, MergePolicy.target(n));
      IntStream.Builder sizes = IntStream.builder();
      IntStream.of(open).limit(open.length - absorbed).forEach(sizes);
      for (int i = 0; i < pieces; i++) {
        int size = (int) ((long) merged * (i + 1) / pieces - (long) merged * i / pieces);
        chunks.add(size);
        sizes.add(size);
      }
      open = MergePolicy.open(sizes.build().toArray(), n);
    }

    int[] sizes() {
      return chunks.stream().mapToInt(Integer::intValue).toArray();
    }
  }

  @Property(tries = 300)
  void no_point_is_lost_and_no_chunk_too_large_however_points_come(
      @ForAll @Size(max = 200) List<@IntRange(min = 1, max = 30_000) Integer> additions) {
    Sizes series = new Sizes();
    additions.forEach(series::add);

    assertThat(IntStream.of(series.sizes()).sum()).isEqualTo((int) series.n);
    assertThat(series.chunks).allMatch(n -> n >= 1 && n <= MergePolicy.target(series.n));
    assertThat(series.open).hasSizeLessThan(40);
    assertThat(series.chunks.size()).isLessThan((int) (2 * MergePolicy.fullChunks(series.n)) + 60);
  }

  @Property(tries = 30)
  void points_are_rewritten_a_few_times_and_no_more(
      @ForAll @IntRange(min = 1, max = 9000) int atATime) {
    Sizes series = new Sizes();
    while (series.n < 300_000 && series.chunks.size() < 5000) {
      series.add(atATime);
    }

    double levels = Math.max(0, Math.log(8192.0 / atATime) / Math.log(8));
    assertThat(series.rewritten / (double) series.n).isLessThan(levels + 2.5);
  }

  @Test
  void a_series_of_a_million_points_has_larger_chunks() {
    assertThat(MergePolicy.target(999_999)).isEqualTo(8_192);
    assertThat(MergePolicy.target(1_000_000)).isEqualTo(65_536);
    assertThat(MergePolicy.open(new int[] {8192, 8192, 10}, 999_999)).containsExactly(10);
    assertThat(MergePolicy.open(new int[] {8192, 8192, 10}, 1_000_000))
        .containsExactly(8192, 8192, 10);
    assertThat(MergePolicy.open(new int[] {}, 0)).isEmpty();
  }

  @Test
  void many_fresh_points_close_what_lies_before_them() {
    assertThat(MergePolicy.absorbed(new int[] {100, 10, 1}, 5000, 5111)).isEqualTo(3);
    assertThat(MergePolicy.absorbed(new int[] {}, 5000, 5000)).isZero();
    assertThat(MergePolicy.absorbed(new int[] {4000}, 1, 4001)).isZero();
  }
}

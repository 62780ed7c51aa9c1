package dev.assay.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SobolSequenceTest {

  /**
   * SciPy 1.17.1: {@code x = scipy.stats.qmc.Sobol(d=100, scramble=False).random(1024)}; rows
   * {@code x[i][[0, 1, 2, 3, 10, 50, 99]]}.
   */
  @Test
  void points_are_those_of_scipy() {
    assertThat(point(0)).containsOnly(0);
    assertThat(point(1)).containsOnly(0.5);
    assertThat(point(2)).containsExactly(0.75, 0.25, 0.25, 0.25, 0.75, 0.25, 0.75);
    assertThat(point(3)).containsExactly(0.25, 0.75, 0.75, 0.75, 0.25, 0.75, 0.25);
    assertThat(point(7)).containsExactly(0.125, 0.625, 0.375, 0.125, 0.625, 0.875, 0.625);
    assertThat(point(100))
        .containsExactly(
            0.4140625, 0.2578125, 0.7734375, 0.7265625, 0.4609375, 0.8828125, 0.8828125);
    assertThat(point(1000))
        .containsExactly(
            0.2197265625,
            0.0966796875,
            0.5185546875,
            0.6767578125,
            0.0849609375,
            0.3525390625,
            0.1865234375);
  }

  private static double[] point(int n) {
    int[] bits = SobolSequence.bits(n, 100);
    return IntStream.of(0, 1, 2, 3, 10, 50, 99)
        .mapToDouble(j -> Integer.toUnsignedLong(bits[j]) * 0x1p-32)
        .toArray();
  }

  /** What Owen's scrambling keeps: in each dimension, 2^k points in a row fill 2^k cells. */
  @Property(tries = 50)
  void scrambled_points_fill_every_cell_of_each_dimension(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 8) int k,
      @ForAll @IntRange(min = 0, max = 5) int block) {
    int[] seeds = new SplittableRandom(seed).ints(100).toArray();
    int n = 1 << k;
    double[][] points =
        IntStream.range(block * n, (block + 1) * n)
            .mapToObj(i -> SobolSequence.scrambled(i, seeds))
            .toArray(double[][]::new);

    for (int j = 0; j < 100; j++) {
      Set<Integer> cells = new HashSet<>();
      for (double[] point : points) {
        cells.add((int) (point[j] * n));
      }
      assertThat(cells).hasSize(n);
    }
  }

  /** And of the first two dimensions, which are a (0, 2)-sequence, 2^k boxes of every shape. */
  @Property(tries = 50)
  void scrambled_points_fill_every_box_of_the_first_two_dimensions(@ForAll long seed) {
    int[] seeds = new SplittableRandom(seed).ints(2).toArray();
    for (int wide = 1; wide <= 64; wide *= 2) {
      Set<Integer> boxes = new HashSet<>();
      for (int i = 0; i < 64; i++) {
        double[] x = SobolSequence.scrambled(i, seeds);
        boxes.add((int) (x[0] * wide) * 64 + (int) (x[1] * (64 / wide)));
      }
      assertThat(boxes).hasSize(64);
    }
  }

  @Test
  void seeds_give_different_points() {
    int[] one = new SplittableRandom(1).ints(3).toArray();
    int[] two = new SplittableRandom(2).ints(3).toArray();

    assertThat(Arrays.equals(SobolSequence.scrambled(5, one), SobolSequence.scrambled(5, two)))
        .isFalse();
  }
}

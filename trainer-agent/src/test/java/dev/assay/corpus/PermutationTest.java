package dev.assay.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PermutationTest {

  @Property(tries = 300)
  void every_place_is_taken_once(@ForAll @IntRange(min = 1, max = 5000) int n, @ForAll long seed) {
    var permutation = new Permutation(n, seed);
    var taken = new BitSet();
    for (int i = 0; i < n; i++) {
      taken.set((int) permutation.at(i));
    }
    assertThat(taken.length()).isEqualTo(n);
    assertThat(taken.cardinality()).isEqualTo(n);
  }

  @Property(tries = 300)
  void places_of_huge_permutations_are_in_range_and_differ(
      @ForAll @LongRange(min = 2, max = 1L << 62) long n, @ForAll long seed) {
    var permutation = new Permutation(n, seed);
    long first = permutation.at(0);
    long last = permutation.at(n - 1);
    assertThat(first).isBetween(0L, n - 1).isNotEqualTo(last);
    assertThat(last).isBetween(0L, n - 1);
  }

  /**
   * Pearson's test over where two neighbours go: 10·9 cells, so 89 degrees of freedom, of which the
   * 0.9999 quantile is 146.4 (Wilson and Hilferty's approximation).
   */
  @Test
  void pairs_of_neighbours_go_anywhere_with_equal_chance() {
    int draws = 45_000;
    var seeds = new SplittableRandom(1);
    var counts = new int[100];
    for (int draw = 0; draw < draws; draw++) {
      var permutation = new Permutation(10, seeds.nextLong());
      counts[(int) (permutation.at(3) * 10 + permutation.at(4))]++;
    }
    double expected = draws / 90.0;
    double chiSquare = 0;
    for (int i = 0; i < 100; i++) {
      if (i / 10 == i % 10) {
        assertThat(counts[i]).isZero();
      } else {
        chiSquare += (counts[i] - expected) * (counts[i] - expected) / expected;
      }
    }
    assertThat(chiSquare).isLessThan(146.4);
  }

  /** Neighbours stay neighbours about twice in a shuffle, whatever its size: Poisson(2). */
  @Test
  void neighbours_are_torn_apart() {
    int n = 100_003;
    var permutation = new Permutation(n, 7);
    int together = 0;
    for (int i = 0; i + 1 < n; i++) {
      together += Math.abs(permutation.at(i) - permutation.at(i + 1)) == 1 ? 1 : 0;
    }
    assertThat(together).isLessThan(12);
  }

  @Test
  void without_any_place_there_is_no_permutation() {
    assertThatThrownBy(() -> new Permutation(0, 1)).hasMessage("n is 0; must be 1 to 2^62");
  }
}

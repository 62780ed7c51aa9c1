package dev.assay.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class DriftPropertiesTest {
  private static double[] doubles(List<Integer> whole) {
    return whole.stream().mapToDouble(i -> i / 4.0).toArray();
  }

  private static long[] longs(List<Integer> whole) {
    return whole.stream().mapToLong(Integer::longValue).toArray();
  }

  private static double[] plus(double[] x, double more) {
    return Arrays.stream(x).map(v -> v + more).toArray();
  }

  @Property(tries = 300)
  void a_sample_does_not_differ_from_itself(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(min = -20, max = 20) Integer> sample) {
    double[] x = doubles(sample);
    NumericDrift drift = NumericDrift.of(x, x);
    assertThat(drift.psi()).isZero();
    assertThat(drift.jensenShannon()).isZero();
    assertThat(drift.ks().statistic()).isZero();
    assertThat(drift.ks().p()).isEqualTo(x.length == 1 ? (Double) Double.NaN : (Double) 1.0);
    assertThat(drift.wasserstein()).isZero();
  }

  @Property(tries = 300)
  void distances_are_the_same_both_ways(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(min = -20, max = 20) Integer> one,
      @ForAll @Size(min = 1, max = 60) List<@IntRange(min = -20, max = 20) Integer> other) {
    double[] x = doubles(one);
    double[] y = doubles(other);
    assertThat(Wasserstein.distance(x, y)).isCloseTo(Wasserstein.distance(y, x), within(1e-12));
    KolmogorovSmirnov there = KolmogorovSmirnov.of(x, y);
    KolmogorovSmirnov back = KolmogorovSmirnov.of(y, x);
    assertThat(there.statistic()).isCloseTo(back.statistic(), within(1e-15)).isBetween(0.0, 1.0);
    if (x.length == 1 || y.length == 1) {
      assertThat(there.p()).isNaN();
    } else {
      assertThat(there.p()).isCloseTo(back.p(), within(1e-12)).isBetween(0.0, 1.0);
    }
  }

  @Property(tries = 300)
  void counts_are_compared_the_same_both_ways_and_in_any_order(
      @ForAll @Size(6) List<@IntRange(min = 0, max = 1000) Integer> one,
      @ForAll @Size(6) List<@IntRange(min = 0, max = 1000) Integer> other) {
    long[] n = longs(one);
    long[] m = longs(other);
    n[0]++; // neither is empty
    m[1]++;
    CategoryDrift there = CategoryDrift.of(n, m);
    CategoryDrift back = CategoryDrift.of(reversed(m), reversed(n));
    assertThat(there.psi()).isCloseTo(back.psi(), within(1e-9)).isNotNegative();
    assertThat(there.jensenShannon())
        .isCloseTo(back.jensenShannon(), within(1e-7)) // a root makes rounding large near 0
        .isBetween(0.0, 1.0);
    assertThat(there.chiSquared().statistic())
        .isCloseTo(back.chiSquared().statistic(), within(1e-9))
        .isNotNegative();
    assertThat(there.chiSquared().p()).isBetween(0.0, 1.0);
  }

  private static long[] reversed(long[] counts) {
    long[] reversed = new long[counts.length];
    for (int i = 0; i < counts.length; i++) {
      reversed[i] = counts[counts.length - 1 - i];
    }
    return reversed;
  }

  @Property(tries = 200)
  void a_sample_that_moves_is_as_far_as_it_was_moved(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(min = -20, max = 20) Integer> sample,
      @ForAll @DoubleRange(min = -50, max = 50) double by) {
    double[] x = doubles(sample);
    assertThat(Wasserstein.distance(x, plus(x, by))).isCloseTo(Math.abs(by), within(1e-9));
  }

  @Property(tries = 200)
  void what_has_nothing_in_common_is_as_far_as_can_be(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(min = -20, max = 20) Integer> sample) {
    double[] x = doubles(sample);
    NumericDrift drift = NumericDrift.of(x, plus(x, 100));
    assertThat(drift.ks().statistic()).isEqualTo(1);
    assertThat(JensenShannon.distance(new long[] {5, 0}, new long[] {0, 7})).isEqualTo(1);
    assertThat(drift.psi()).isPositive().isFinite();
  }

  @Property(tries = 200)
  void every_value_has_a_bin(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(min = -20, max = 20) Integer> sample,
      @ForAll @IntRange(min = 2, max = 20) int m) {
    double[] x = doubles(sample);
    QuantileBins bins = QuantileBins.of(x, m);
    assertThat(bins.count()).isBetween(2, m + 1);
    assertThat(Arrays.stream(bins.counts(x)).sum()).isEqualTo(x.length);
    assertThat(bins.edges()).isSorted();
  }
}

package dev.assay.series;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class GridTest {
  private static final long LAST_STEP = 1L << 53;

  private static double buckets(Grid grid, double lo, double hi) {
    return grid.bucketOf(hi) - grid.bucketOf(lo) + 1;
  }

  @Property(tries = 1000)
  void there_are_at_most_so_many_buckets_and_more_than_a_quarter(
      @ForAll @LongRange(min = 0, max = LAST_STEP) long a,
      @ForAll @LongRange(min = 0, max = LAST_STEP) long b,
      @ForAll @IntRange(min = 1, max = 10_000) int most) {
    long lo = Math.min(a, b);
    long hi = Math.max(a, b);
    Grid grid = Grid.of(lo, hi, most, 1);

    assertThat(buckets(grid, lo, hi)).isBetween(1.0, (double) most);
    if (grid.width() > 1) {
      assertThat(buckets(new Grid(grid.width() / 4), lo, hi)).isGreaterThan(most);
    }
  }

  @Property(tries = 1000)
  void widths_are_powers_of_two_whatever_lies_on_the_axis(
      @ForAll double a, @ForAll double b, @ForAll @IntRange(min = 4, max = 10_000) int most) {
    double lo = Math.min(a, b);
    double hi = Math.max(a, b);
    Grid grid = Grid.of(lo, hi, most, 0);

    assertThat(grid.width()).isPositive().isFinite();
    assertThat(Math.scalb(1.0, Math.getExponent(grid.width()))).isEqualTo(grid.width());
    assertThat(buckets(grid, lo, hi)).isBetween(1.0, (double) most);
  }

  @Property(tries = 1000)
  void a_step_is_in_the_bucket_that_begins_at_its_start(
      @ForAll @LongRange(min = 0, max = LAST_STEP) long step,
      @ForAll @IntRange(min = 0, max = 53) int exponent) {
    Grid grid = new Grid(Math.scalb(1.0, exponent));

    assertThat(grid.start(step)).isLessThanOrEqualTo(step);
    assertThat(grid.bucketOf(grid.start(step))).isEqualTo(grid.bucketOf(step));
    assertThat(grid.bucketOf(grid.start(step) - 1.0)).isNotEqualTo(grid.bucketOf(step));
  }

  @Property(tries = 300)
  void the_cut_stays_until_a_series_has_doubled(
      @ForAll @IntRange(min = 2, max = 1000) int most,
      @ForAll @DoubleRange(min = 1000, max = 1e12) double length) {
    Grid before = Grid.of(0, Math.floor(length), most, 1);
    Grid after = Grid.of(0, Math.floor(2 * length), most, 1);

    assertThat(after.width() / before.width()).isIn(1.0, 2.0);
  }

  @Test
  void a_single_place_is_one_bucket() {
    assertThat(Grid.of(7, 7, 1, 1).width()).isEqualTo(1);
    assertThat(Grid.EACH_POINT.start(7)).isEqualTo(7);
  }
}

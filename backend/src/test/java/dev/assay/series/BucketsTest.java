package dev.assay.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.runs.RunId;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class BucketsTest {
  private static final RunId RUN = RunId.next();

  private static SeriesPoints series(Map<Long, Double> valueOfStep) {
    SeriesPoints.Builder builder = new SeriesPoints.Builder();
    valueOfStep.forEach((step, value) -> builder.add(step, 0, value));
    return builder.build();
  }

  private static BucketedSeries cut(Map<Long, Double> points, long from, long to, int buckets) {
    SeriesPoints all = series(points);
    SeriesPoints inRange = all.between(from, to);
    Grid grid =
        inRange.size() <= buckets
            ? Grid.EACH_POINT
            : Grid.of(Math.max(from, all.firstStep()), Math.min(to, all.lastStep()), buckets, 1);
    List<Piece> pieces = inRange.size() == 0 ? List.of() : List.of(new Piece.Points(inRange));
    return Buckets.bySteps(RUN, "x", pieces, grid);
  }

  private static BucketedSeries cut(double... values) {
    Map<Long, Double> points = new TreeMap<>();
    for (double value : values) {
      points.put((long) points.size(), value);
    }
    return cut(points, 0, values.length, 1);
  }

  @Provide
  Arbitrary<Map<Long, Double>> points() {
    Arbitrary<Long> steps =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 50), Arbitraries.longs().between(0, 1L << 53));
    Arbitrary<Double> values =
        Arbitraries.oneOf(
            Arbitraries.doubles(),
            Arbitraries.doubles().between(-1, 1),
            Arbitraries.of(
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                -0.0,
                Double.MAX_VALUE));
    return Arbitraries.maps(steps, values).ofMinSize(1).ofMaxSize(200).map(TreeMap::new);
  }

  @Property(tries = 500)
  void buckets_hold_every_point_once_and_their_mean_is_between_their_extremes(
      @ForAll("points") Map<Long, Double> points, @ForAll @IntRange(min = 1, max = 250) int most) {
    BucketedSeries cut = cut(points, 0, Long.MAX_VALUE, most);

    assertThat(cut.step()).hasSizeLessThanOrEqualTo(most).isSorted();
    assertThat(cut.points()).isEqualTo(points.size());
    assertThat(Arrays.stream(cut.count()).sum()).isEqualTo(points.size());
    for (int i = 0; i < cut.step().length; i++) {
      if (cut.count()[i] == cut.nonFinite()[i]) {
        assertThat(List.of(cut.min()[i], cut.mean()[i], cut.max()[i])).containsOnly(Double.NaN);
      } else {
        assertThat(cut.mean()[i]).isBetween(cut.min()[i], cut.max()[i]);
      }
    }
  }

  @Property(tries = 500)
  void buckets_agree_with_plain_lists(
      @ForAll("points") Map<Long, Double> points,
      @ForAll @IntRange(min = 1, max = 60) int most,
      @ForAll @LongRange(max = 60) long from,
      @ForAll @LongRange(max = 1L << 53) long length) {
    List<Map.Entry<Long, Double>> inRange =
        new TreeMap<>(points)
            .entrySet().stream()
                .filter(p -> p.getKey() >= from && p.getKey() <= from + length)
                .toList();

    BucketedSeries cut = cut(points, from, from + length, most);

    List<List<Map.Entry<Long, Double>>> expected =
        bruteForce(points, inRange, from, from + length, most);
    assertThat(cut.points()).isEqualTo(inRange.size());
    assertThat(cut.step()).hasSize(expected.size());
    for (int i = 0; i < expected.size(); i++) {
      List<Map.Entry<Long, Double>> bucket = expected.get(i);
      double[] finite =
          bucket.stream().mapToDouble(Map.Entry::getValue).filter(Double::isFinite).toArray();
      assertThat(cut.step()[i]).isEqualTo(bucket.getFirst().getKey());
      assertThat(cut.last()[i]).isEqualTo(bucket.getLast().getValue());
      assertThat(cut.count()[i]).isEqualTo(bucket.size());
      assertThat(cut.nonFinite()[i]).isEqualTo(bucket.size() - finite.length);
      assertThat(cut.min()[i]).isEqualTo((Double) Arrays.stream(finite).min().orElse(Double.NaN));
      assertThat(cut.max()[i]).isEqualTo((Double) Arrays.stream(finite).max().orElse(Double.NaN));
      assertMean(cut.mean()[i], finite);
    }
  }

  private static List<List<Map.Entry<Long, Double>>> bruteForce(
      Map<Long, Double> all, List<Map.Entry<Long, Double>> inRange, long from, long to, int most) {
    TreeMap<Long, Double> sorted = new TreeMap<>(all);
    long lo = Math.max(from, sorted.firstKey());
    long hi = Math.min(to, sorted.lastKey());
    long width = 1;
    while (inRange.size() > most && hi / width - lo / width >= most) {
      width *= 2;
    }
    long w = width;
    return List.copyOf(
        inRange.stream()
            .collect(Collectors.groupingBy(p -> p.getKey() / w, TreeMap::new, Collectors.toList()))
            .values());
  }

  private static void assertMean(double mean, double[] finite) {
    if (finite.length == 0) {
      assertThat(mean).isNaN();
      return;
    }
    BigDecimal sum =
        Arrays.stream(finite).mapToObj(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
    double exact =
        sum.divide(BigDecimal.valueOf(finite.length), MathContext.DECIMAL128).doubleValue();
    double greatest = Arrays.stream(finite).map(Math::abs).max().orElseThrow();
    // the error of a compensated sum is relative to the sum of magnitudes, not to the sum
    assertThat(mean).isCloseTo(exact, within(4 * Math.ulp(greatest)));
  }

  @Property(tries = 300)
  void sub_buckets_give_buckets_whose_borders_are_at_most_a_sub_bucket_off(
      @ForAll("points") Map<Long, Double> points,
      @ForAll @IntRange(min = 1, max = 60) int most,
      @ForAll @IntRange(min = 1, max = 20) int subBuckets) {
    SeriesPoints all = series(points);
    SubBuckets parts = SubBuckets.of(all, subBuckets);
    Grid grid = Grid.of(all.firstStep(), all.lastStep(), most, 1);

    BucketedSeries cut =
        Buckets.bySteps(RUN, "x", List.of(new Piece.Summary(parts, all.lastStep(), 0)), grid);

    assertThat(cut.points()).isEqualTo(all.size());
    assertThat(cut.step()).hasSizeLessThanOrEqualTo(most).isSorted();
    int from = 0;
    for (int i = 0; i < cut.size(); i++) { // each holds the next so many points, summed up exactly
      int to = from + cut.count()[i];
      Values values = Values.of(all.values(), from, to);
      assertThat(cut.step()[i]).isEqualTo(all.steps()[from]);
      assertThat(List.of(cut.min()[i], cut.max()[i], cut.last()[i]))
          .isEqualTo(List.of(values.min(), values.max(), values.last()));
      assertThat((long) cut.nonFinite()[i]).isEqualTo(values.nonFinite());
      from = to;
    }
    assertThat(from).isEqualTo(all.size());
  }

  @Property(tries = 300)
  void a_finer_cut_that_is_made_coarser_is_a_coarse_cut(
      @ForAll("points") Map<Long, Double> points, @ForAll @IntRange(min = 1, max = 16) int each) {
    SeriesPoints all = series(points);
    SubBuckets fine = SubBuckets.of(all, all.size());
    SubBuckets coarse = fine.coarser(each);

    for (int i = 0, from = 0; i < coarse.size(); from += coarse.count()[i++]) {
      Values values = Values.of(all.values(), from, from + coarse.count()[i]);
      assertThat(coarse.step()[i]).isEqualTo(all.steps()[from]);
      assertThat(List.of(coarse.min()[i], coarse.max()[i], coarse.last()[i]))
          .isEqualTo(List.of(values.min(), values.max(), values.last()));
      assertThat((long) coarse.nonFinite()[i]).isEqualTo(values.nonFinite());
    }
  }

  @Test
  void the_cut_of_a_growing_series_stays_until_it_has_doubled() {
    assertThat(Grid.of(0, 399, 400, 1).width()).isEqualTo(1);
    assertThat(Grid.of(0, 400, 400, 1).width()).isEqualTo(2);
    assertThat(Grid.of(0, 799, 400, 1).width()).isEqualTo(2);
    assertThat(Grid.of(0, 800, 400, 1).width()).isEqualTo(4);
    assertThat(Grid.of(-1e-3, 1e-3, 2, 0).width()).isEqualTo(Math.scalb(1.0, -9));
    assertThat(Grid.of(7, 7, 1, 1).width()).isEqualTo(1);
    assertThat(Grid.of(0, 1L << 53, 1, 1).width()).isEqualTo(Math.scalb(1.0, 54));
  }

  @Test
  void a_mean_loses_nothing_among_large_values() {
    // Neumaier's example: naive summation gives 0
    assertThat(cut(1, 1e100, 1, -1e100).mean()).containsExactly(0.5);
  }

  @Test
  void a_mean_of_the_greatest_values_does_not_overflow() {
    assertThat(cut(Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE).mean())
        .containsExactly(Double.MAX_VALUE);
    assertThat(cut(Double.MAX_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE).mean()[0])
        .isCloseTo(Double.MAX_VALUE / 3, within(Math.ulp(Double.MAX_VALUE)));
  }

  @Test
  void a_million_equal_values_have_that_mean() {
    double[] values = new double[1_000_000];
    Arrays.fill(values, 0.1);

    assertThat(cut(values).mean()).containsExactly(0.1);
  }

  @Test
  void empty_buckets_are_left_out() {
    BucketedSeries cut = cut(Map.of(0L, 1.0, 1L, 2.0, 99L, 3.0), 0, 99, 2);

    assertThat(cut.step()).containsExactly(0, 99);
    assertThat(cut.count()).containsExactly(2, 1);
  }

  @Test
  void a_range_beyond_the_series_is_cut_as_the_series_is() {
    Map<Long, Double> points = Map.of(10L, 1.0, 11L, 2.0, 12L, 3.0, 13L, 4.0);

    assertThat(cut(points, 0, 1000, 2).step()).containsExactly(10, 12);
    assertThat(cut(points, 0, 1000, 2).width()).isEqualTo(2);
    assertThat(cut(points, 20, 30, 2).step()).isEmpty();
    assertThat(cut(points, 0, 9, 2).step()).isEmpty();
  }
}

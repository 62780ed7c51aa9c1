package dev.assay.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ScorePropertiesTest {
  private static final double EXACT = 1e-10;

  /** Ties at quarters, edges of bins, ends, and anything between. */
  @Provide
  Arbitrary<Binary> rows() {
    Arbitrary<Double> p =
        Arbitraries.oneOf(
            Arbitraries.of(0.0, 1.0, 0.25, 0.5, 0.75, 0.2, 1 / 15.0, 0.001),
            Arbitraries.doubles().between(0, 1));
    Arbitrary<double[]> ps = p.array(double[].class).ofMinSize(1).ofMaxSize(60);
    Arbitrary<byte[]> ys =
        Arbitraries.bytes().between((byte) 0, (byte) 1).array(byte[].class).ofSize(60);
    return Combinators.combine(ps, ys).as((a, b) -> Binary.of(a, Arrays.copyOf(b, a.length)));
  }

  @Property(tries = 150)
  void corp_parts_make_the_brier_score(@ForAll("rows") Binary rows) {
    Corp corp = Corp.of(rows);
    double brier =
        IntStream.range(0, rows.size())
            .mapToDouble(i -> (rows.p[i] - rows.y[i]) * (rows.p[i] - rows.y[i]))
            .average()
            .orElseThrow();
    assertThat(corp.brier()).isCloseTo(brier, within(EXACT));
    assertThat(corp.miscalibration()).isGreaterThan(-EXACT);
    assertThat(corp.discrimination()).isGreaterThan(-EXACT);
  }

  @Property(tries = 150)
  void murphys_parts_make_the_brier_score_of_bins(@ForAll("rows") Binary rows) {
    Bins bins = Bins.equalWidth(rows, 15);
    double brier =
        IntStream.range(0, rows.size())
            .mapToDouble(i -> bins.meanForecast(Bins.widthBin(rows.p[i], 15)) - rows.y[i])
            .map(r -> r * r)
            .average()
            .orElseThrow();
    assertThat(bins.murphy().brierOfBins()).isCloseTo(brier, within(EXACT));
  }

  /** The same pairs, one by one. */
  @Property(tries = 150)
  void auroc_is_the_share_of_pairs_in_order(@ForAll("rows") Binary rows) {
    double sum = 0;
    int pairs = 0;
    for (int i = 0; i < rows.size(); i++) {
      for (int j = 0; j < rows.size(); j++) {
        if (rows.y[i] == 1 && rows.y[j] == 0) {
          pairs++;
          sum += (1 + Integer.signum(Double.compare(rows.p[i], rows.p[j]))) / 2.0;
        }
      }
    }
    double auroc = BinaryScores.of(rows).get(BinaryMetric.AUROC);
    if (pairs == 0) {
      assertThat(auroc).isNaN();
    } else {
      assertThat(auroc).isCloseTo(sum / pairs, within(EXACT));
    }
  }

  @Property(tries = 80)
  void the_order_of_rows_and_weights_of_one_change_nothing(
      @ForAll("rows") Binary rows, @ForAll long seed) {
    int[] shuffled = RadixSort.order(new SplittableRandom(seed).doubles(rows.size()).toArray());
    double[] ones = new double[rows.size()];
    Arrays.fill(ones, 3); // any constant
    same(BinaryScores.of(rows), BinaryScores.of(rows.rows(shuffled)));
    same(BinaryScores.of(rows), BinaryScores.of(Binary.of(rows.p, rows.y, ones)), true);
  }

  private static void same(BinaryScores one, BinaryScores two) {
    same(one, two, false);
  }

  private static void same(BinaryScores one, BinaryScores two, boolean otherCounts) {
    for (BinaryMetric metric : BinaryMetric.values()) {
      if (metric == BinaryMetric.DEBIASED_ECE && otherCounts) {
        continue; // takes weights for counts
      }
      if (Double.isNaN(one.get(metric))) {
        assertThat(two.get(metric)).as(metric.key()).isNaN();
      } else {
        assertThat(two.get(metric)).as(metric.key()).isCloseTo(one.get(metric), within(EXACT));
      }
    }
  }

  /** A resample has the metrics of its rows, each as often as it was drawn. */
  @Property(tries = 80)
  void metrics_of_a_resample_are_those_of_its_rows(@ForAll("rows") Binary rows, @ForAll long seed) {
    byte[] counts = new byte[rows.size()];
    Draws.fill(counts, seed);
    Ranked ranked = Ranked.of(rows, SmoothEce.LEAST_CELLS);
    Tally tally = new Tally(ranked);
    tally.count(counts);
    int[] drawn =
        IntStream.range(0, counts.length)
            .flatMap(i -> IntStream.generate(() -> ranked.order[i]).limit(counts[i]))
            .toArray();
    Binary resample = rows.rows(drawn);
    BinaryScores expected = BinaryScores.of(resample);
    double smooth = SmoothEce.of(resample).value();
    same(expected, BinaryScores.of(tally, smooth));
    if (SmoothEce.of(resample).bandwidth() >= 0.01) {
      assertThat(SmoothEce.again(tally.grid(), 0.01)).isCloseTo(smooth, within(EXACT));
    }
  }

  @Property(tries = 50)
  void a_forecast_of_the_frequencies_has_no_calibration_error(@ForAll("rows") Binary rows) {
    Isotonic map = Isotonic.fit(rows);
    BinaryScores scores = BinaryScores.of(Binary.of(map.apply(rows.p), rows.y));
    assertThat(scores.get(BinaryMetric.MISCALIBRATION)).isCloseTo(0, within(EXACT));
    assertThat(scores.get(BinaryMetric.ECE)).isCloseTo(0, within(EXACT));
    assertThat(scores.get(BinaryMetric.KS)).isCloseTo(0, within(EXACT));
    assertThat(scores.get(BinaryMetric.RELIABILITY)).isCloseTo(0, within(EXACT));
  }
}

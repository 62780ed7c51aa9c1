package dev.assay.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.problem.Problem;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** References: drift_peer.py (SciPy 1.17.1, NumPy 2.4.6). */
class DriftTest {
  private static final Offset<Double> EXACT = within(1e-12);
  private static final double[] NONE = {};

  private static double[] frac(int n, double a) {
    return IntStream.rangeClosed(1, n).mapToDouble(i -> i * a % 1).toArray();
  }

  private static double[] reference(int n) {
    return frac(n, 0.7548776662466927);
  }

  private static double[] shifted(int n) {
    return map(frac(n, 0.5698402909980532), 1.25, 0.0625);
  }

  private static double[] map(double[] x, double factor, double more) {
    return Arrays.stream(x).map(v -> v * factor + more).toArray();
  }

  private static double[] coarse(double[] x) {
    return Arrays.stream(x).map(v -> Math.rint(v * 16) / 16).toArray();
  }

  @Test
  void kolmogorov_smirnov_is_scipys_where_it_is_exact() {
    check(reference(500), shifted(400), 0.255, 0.9986041397253302, 3.554668848514715e-13);
    check(
        reference(500),
        map(shifted(500), 1, -0.1875),
        0.106,
        0.9986041397253302,
        0.007228128990947349);
    check(
        coarse(reference(500)),
        coarse(map(shifted(400), 1, -0.125)),
        0.1475,
        0.9375,
        0.00011192932491349676);
  }

  @Test
  void kolmogorov_smirnov_is_scipys_where_it_is_asymptotic() {
    check(
        reference(20_000),
        map(shifted(300), 1, -0.15625),
        0.12724999999999997,
        0.9972866711614188,
        0.00012271864744575135);
    check(
        reference(30_000),
        map(shifted(30_000), 0.8, -0.0390625),
        0.011166666666666672,
        0.06715807660384598,
        0.04711366788518512);
    check(reference(30_000), shifted(20_000), 0.25003333333333333, 0.9997960928567409, 0);
  }

  private static void check(double[] x, double[] y, double statistic, double at, double p) {
    KolmogorovSmirnov test = KolmogorovSmirnov.of(x, y);
    assertThat(test.statistic()).isCloseTo(statistic, EXACT);
    assertThat(test.at()).isCloseTo(at, EXACT);
    assertThat(test.p()).isCloseTo(p, within(1e-9 * p));
  }

  @Test
  void wasserstein_is_scipys() {
    double[] x = reference(500);
    double[] y = shifted(400);
    assertThat(Wasserstein.distance(x, y)).isCloseTo(0.19236753659056152, EXACT);
    assertThat(Wasserstein.inSigmas(x, y)).isCloseTo(0.6678969503030815, EXACT);
    assertThat(Wasserstein.distance(coarse(x), coarse(y))).isCloseTo(0.1926875, EXACT);
    assertThat(Wasserstein.inSigmas(new double[] {3, 3}, y)).isNaN();
  }

  @Test
  void bins_are_numpys_quantiles() {
    QuantileBins bins = QuantileBins.of(reference(500), 10);
    assertThat(bins.counts(reference(500))).containsOnly(50).hasSize(10);
    assertThat(bins.counts(shifted(400))).containsExactly(11, 31, 33, 32, 31, 34, 28, 35, 29, 136);
  }

  @Test
  void psi_and_jensen_shannon_are_those_of_the_peer() {
    NumericDrift drift = NumericDrift.of(reference(500), shifted(400));
    assertThat(drift.psi()).isCloseTo(0.4199704271508486, EXACT);
    assertThat(drift.psi()).isEqualTo(Psi.of(reference(500), shifted(400), 10));
    assertThat(drift.jensenShannon()).isCloseTo(0.27093584449506036, EXACT);
    assertThat(drift.wassersteinInSigmas()).isCloseTo(0.6678969503030815, EXACT);
    CategoryDrift categories =
        CategoryDrift.of(new long[] {10, 0, 5, 85}, new long[] {0, 20, 30, 50});
    assertThat(categories.psi()).isCloseTo(1.627158204743558, EXACT);
    assertThat(categories.jensenShannon()).isCloseTo(0.504541307566572, EXACT);
  }

  @Test
  void chi_squared_is_scipys() {
    ChiSquared four = ChiSquared.of(new long[] {10, 20, 30, 40, 0}, new long[] {5, 40, 33, 21, 0});
    assertThat(four.statistic()).isCloseTo(14.389561501036912, EXACT);
    assertThat(four.degreesOfFreedom()).isEqualTo(3);
    assertThat(four.p()).isCloseTo(0.002420110945977423, EXACT);
    assertThat(four.leastExpected()).isCloseTo(7.4623115577889445, EXACT);
    ChiSquared two = ChiSquared.of(new long[] {90, 10}, new long[] {75, 30});
    assertThat(two.statistic()).isCloseTo(10.096934072871573, EXACT);
    assertThat(two.p()).isCloseTo(0.001485162066273186, EXACT);
    ChiSquared close = ChiSquared.of(new long[] {50, 50}, new long[] {50, 51});
    assertThat(close.statistic()).isZero();
    assertThat(close.p()).isEqualTo(1);
  }

  @Test
  void missing_values_are_told_with_their_shares() {
    MissingShare share = MissingShare.of(10, 100, 30, 105);
    assertThat(share.difference()).isCloseTo(30 / 105.0 - 0.1, EXACT);
    assertThat(share.p()).isCloseTo(0.001485162066273186, EXACT);
    assertThat(MissingShare.of(0, 100, 0, 50).p()).isEqualTo(1);
    assertThat(MissingShare.of(0, 0, 0, 50).p()).isNaN();
  }

  @Test
  void a_constant_reference_shows_what_is_above_and_below_it() {
    QuantileBins bins = QuantileBins.of(new double[] {2, 2, 2}, 10);
    assertThat(bins.counts(new double[] {1, 2, 2, 3})).containsExactly(1, 2, 1);
    double[] zeros = {0.0, -0.0, 0.0, 5};
    assertThat(QuantileBins.of(zeros, 2).counts(zeros)).containsExactly(0, 3, 1);
  }

  @Test
  void without_rows_nothing_is_defined() {
    NumericDrift drift = NumericDrift.of(NONE, new double[] {1});
    assertThat(drift.psi()).isNaN();
    assertThat(drift.jensenShannon()).isNaN();
    assertThat(drift.ks().statistic()).isNaN();
    assertThat(drift.ks().p()).isNaN();
    assertThat(drift.wasserstein()).isNaN();
    assertThat(NumericDrift.of(new double[] {1}, NONE).psi()).isNaN();
    assertThat(CategoryDrift.of(new long[] {0}, new long[] {3}).chiSquared().p()).isNaN();
  }

  @Test
  void what_is_no_sample_is_refused_with_its_place() {
    assertThatThrownBy(() -> NumericDrift.of(new double[] {1, Double.NaN}, NONE))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessage("reference[1] is NaN: a sample has finite numbers");
    assertThatThrownBy(() -> Wasserstein.distance(NONE, new double[] {Double.NEGATIVE_INFINITY}))
        .hasMessage("current[0] is -Infinity: a sample has finite numbers");
    assertThatThrownBy(() -> Psi.ofCounts(new long[] {1, 2}, new long[] {1}))
        .hasMessageContaining("as many as the reference's 2");
    assertThatThrownBy(() -> ChiSquared.of(new long[] {1, -2}, new long[] {1, 2}))
        .hasMessage("reference[1] is -2: a count is 0 or more");
    assertThatThrownBy(() -> QuantileBins.of(NONE, 1)).hasMessageContaining("2 to 1000");
  }

  @Test
  void bands_are_the_customary_ones() {
    assertThat(Psi.Band.of(0.0999)).isEqualTo(Psi.Band.LITTLE);
    assertThat(Psi.Band.of(0.1)).isEqualTo(Psi.Band.SOME);
    assertThat(Psi.Band.of(0.25)).isEqualTo(Psi.Band.MUCH);
    assertThat(Psi.Band.of(Double.NaN)).isEqualTo(Psi.Band.LITTLE);
  }
}

package dev.assay.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlicesTest {
  private static final double[] P = {
    0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216
  };

  /** {@code scipy.stats.false_discovery_control(ps)}; Holm as in evaluation_peer.py. */
  @Test
  void corrections_are_those_of_scipy() {
    double[] bh = {.01, .04, .084, .084, .084, .1, 0.1057142857142857, .216, .216, .216};
    double[] holm = {.01, .072, .312, .312, .312, .312, .312, .615, .615, .615};
    assertThat(MultipleTests.BENJAMINI_HOCHBERG.adjusted(P)).containsExactly(bh, within(1e-12));
    assertThat(MultipleTests.HOLM.adjusted(P)).containsExactly(holm, within(1e-12));
    assertThat(MultipleTests.HOLM.adjusted(new double[] {Double.NaN, .02})[1]).isEqualTo(.02);
  }

  /** {@code scipy.stats.ttest_ind(b[g == 0], b[g != 0], equal_var=False)}, g = row % 7. */
  @Test
  void test_of_a_slice_is_welchs() {
    Slices.Slice first =
        bySeven(RowLoss.BRIER).stream().filter(s -> s.group() == 0).findFirst().orElseThrow();
    assertThat(first.mean()).isCloseTo(0.18236629608208252, within(1e-9));
    assertThat(first.p()).isCloseTo(0.8248513561618394, within(1e-9));
    assertThat(first.adjustedP()).isGreaterThanOrEqualTo(first.p());
  }

  /** {@code weighted_slices(p, y, w)} of evaluation_peer.py: statsmodels 0.15.0, HC1. */
  @Test
  void weights_are_heeded() {
    int[] group = new int[1000];
    Arrays.setAll(group, i -> i % 7);
    Slices.Slice first =
        Slices.worst(Made.weighted(1000), group, 7, RowLoss.BRIER, MultipleTests.HOLM).stream()
            .filter(s -> s.group() == 0)
            .findFirst()
            .orElseThrow();
    assertThat(first.mean()).isCloseTo(0.17643909744689268, within(1e-9));
    assertThat(first.standardError()).isCloseTo(0.018030236038457312, within(1e-9));
    assertThat(first.p()).isCloseTo(0.5984702123135466, within(1e-9));
  }

  @Test
  void rows_without_weight_are_not_there() {
    double[] p = {.1, .2, .3, .4, .5, .6};
    byte[] y = {0, 1, 0, 1, 0, 1};
    int[] group = {0, 0, 0, 1, 1, 1};
    double[] w = {1, 1, 0, 1, 1, 1};
    Slices.Slice without =
        Slices.worst(Binary.of(p, y, w), group, 2, RowLoss.BRIER, MultipleTests.HOLM).get(1);
    int[] left = {0, 1, 3, 4, 5};
    Slices.Slice gone =
        Slices.worst(
                Binary.of(p, y).rows(left),
                new int[] {0, 0, 1, 1, 1},
                2,
                RowLoss.BRIER,
                MultipleTests.HOLM)
            .get(1);
    assertThat(without.group()).isEqualTo(gone.group());
    assertThat(without.rows()).isEqualTo(gone.rows());
    assertThat(without.p()).isCloseTo(gone.p(), within(1e-12));
  }

  private static List<Slices.Slice> bySeven(RowLoss loss) {
    Binary rows = Made.binary(1000);
    int[] group = new int[1000];
    Arrays.setAll(group, i -> i % 7);
    return Slices.worst(rows, group, 7, loss, MultipleTests.BENJAMINI_HOCHBERG);
  }

  @Test
  void the_slice_made_worse_comes_first_and_small_ones_are_drawn_to_the_mean() {
    Binary rows = Made.binary(1000);
    byte[] y = rows.y.clone();
    int[] group = new int[1000];
    for (int i = 0; i < 1000; i++) {
      group[i] = i < 4 ? 3 : i % 3;
      y[i] = group[i] == 1 || i < 4 ? (byte) (rows.p[i] < 0.5 ? 1 : 0) : y[i];
    }
    List<Slices.Slice> slices =
        Slices.worst(Binary.of(rows.p, y), group, 4, RowLoss.BRIER, MultipleTests.HOLM);
    assertThat(slices.getFirst().group()).isEqualTo(1);
    assertThat(slices.getFirst().adjustedP()).isLessThan(1e-6);
    Slices.Slice small = slices.stream().filter(Slices.Slice::isSmall).findFirst().orElseThrow();
    assertThat(small.rows()).isEqualTo(4);
    double all =
        Arrays.stream(new int[] {0, 1, 2})
            .mapToDouble(g -> mean(slices, g))
            .average()
            .orElseThrow();
    assertThat(small.shrunk().estimate())
        .isBetween(Math.min(all, small.mean()), Math.max(all, small.mean()));
  }

  private static double mean(List<Slices.Slice> slices, int group) {
    return slices.stream().filter(s -> s.group() == group).findFirst().orElseThrow().mean();
  }

  @Test
  void slices_that_differ_by_chance_are_drawn_together() {
    List<Slices.Slice> slices = bySeven(RowLoss.BIAS);
    double raw = spread(slices.stream().mapToDouble(Slices.Slice::mean).toArray());
    double shrunk = spread(slices.stream().mapToDouble(s -> s.shrunk().estimate()).toArray());
    assertThat(shrunk).isLessThan(raw);
  }

  private static double spread(double[] values) {
    return Arrays.stream(values).max().orElseThrow() - Arrays.stream(values).min().orElseThrow();
  }

  @Test
  void groups_out_of_range_are_refused() {
    assertThatThrownBy(
            () ->
                Slices.worst(
                    Made.binary(2), new int[] {0, 2}, 2, RowLoss.ERROR, MultipleTests.HOLM))
        .hasMessage("group in row 2 is 2: groups are counted from 0 to 1");
  }

  @Test
  void numbers_are_cut_at_quantiles_and_missing_ones_left_out() {
    NumericBins bins = NumericBins.quantiles(new double[] {5, 1, Double.NaN, 3, 3, 9}, 2);
    assertThat(bins.edges()).containsExactly(1, 3, 9);
    assertThat(bins.group()).containsExactly(1, 0, -1, 0, 0, 1);
    assertThat(NumericBins.quantiles(new double[] {4, 4}, 5).count()).isEqualTo(1);
    assertThat(NumericBins.quantiles(new double[] {Double.NaN}, 5).count()).isZero();
  }
}

package dev.assay.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReliabilityTest {
  /** evaluation_peer.py: smooth_curve, at 0, .25, .5 and .9. */
  private static final double[] SMOOTH = {
    0.031232777202835266, 0.3075717445112213, 0.5040005832425629, 0.8522397512675074
  };

  @Test
  void bins_have_counts_and_wilsons_bands() {
    Binary rows = Made.binary(1000);
    List<Reliability.Bin> bins = Reliability.binned(rows, Bins.equalWidth(rows, 15));
    assertThat(bins.stream().mapToDouble(Reliability.Bin::weight).sum()).isEqualTo(1000);
    Reliability.Bin first = bins.getFirst();
    assertThat(first.high()).isEqualTo(1 / 15.0);
    assertThat(first.frequency())
        .isEqualTo(Shares.wilson(first.frequency().estimate() * first.weight(), first.weight()));
  }

  /** {@code ReflectedGaussianKernel(sigma).smooth(p, y, np.linspace(0, 1, 201))} of relplot. */
  @Test
  void smooth_curve_is_that_of_relplot() {
    Reliability.Smooth curve = Reliability.smooth(Made.binary(1000));
    int[] at = {0, 50, 100, 180};
    for (int i = 0; i < at.length; i++) {
      assertThat(curve.frequency()[at[i]]).isCloseTo(SMOOTH[i], within(1e-6));
    }
    assertThat(curve.density()[100]).isCloseTo(1, within(0.05));
  }

  @Test
  void bands_hold_a_calibrated_forecast_and_not_another() {
    assertThat(outside(Made.calibrated(2000))).isLessThan(0.15);
    assertThat(outside(Made.binary(20_000))).isGreaterThan(0.5);
  }

  private static double outside(Binary rows) {
    Reliability.CorpCurve curve = Reliability.corp(rows, 200, 1);
    int n = curve.forecast().length;
    return IntStream.range(0, n)
            .filter(
                i ->
                    curve.recalibrated()[i] < curve.low()[i]
                        || curve.recalibrated()[i] > curve.high()[i])
            .count()
        / (double) n;
  }

  @Test
  void thresholds_have_costs_and_the_cheapest_is_found() {
    Binary rows = Made.binary(1000);
    Costs costs = new Costs(1, 4);
    double[] all = rows.p.clone();
    double least =
        Thresholds.table(rows, all, costs).stream()
            .mapToDouble(Thresholds.Row::meanCost)
            .min()
            .orElseThrow();
    assertThat(Thresholds.cheapest(rows, costs).meanCost()).isCloseTo(least, within(1e-12));
    Confusion half = Thresholds.table(rows, new double[] {0.5}, costs).getFirst().confusion();
    assertThat(half.accuracy()).isCloseTo(0.712, within(1e-12)); // sklearn.accuracy_score
    assertThat(half.total()).isEqualTo(1000);
    assertThat(costs.bestThreshold()).isEqualTo(0.2);
  }
}

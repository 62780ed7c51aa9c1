package dev.assay.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * References: {@code recalibration} and {@code multi_recalibration} of evaluation_peer.py (SciPy).
 */
class RecalibrationTest {
  private static final double OF_BFGS = 2e-6; // how far SciPy's minimisers come
  private static final Binary ROWS = Made.binary(1000);
  private static final Multiclass CLASSES = Made.multiclass(600, 4);

  @Test
  void parameters_are_those_of_least_log_loss() {
    assertThat(Temperature.fit(ROWS).temperature()).isCloseTo(1.2378385934866643, within(OF_BFGS));
    Platt platt = Platt.fit(ROWS);
    assertThat(platt.slope()).isCloseTo(0.8017207425087998, within(OF_BFGS));
    assertThat(platt.offset()).isCloseTo(-0.01793800559753873, within(OF_BFGS));
    Beta beta = Beta.fit(ROWS);
    assertThat(beta.a()).isCloseTo(0.9050451073962155, within(OF_BFGS));
    assertThat(beta.b()).isCloseTo(0.713473899420803, within(OF_BFGS));
    assertThat(beta.c()).isCloseTo(0.1467997273166286, within(OF_BFGS));
    assertThat(Temperature.fit(CLASSES).temperature())
        .isCloseTo(1.8138268670401843, within(OF_BFGS));
  }

  @Test
  void vector_scaling_is_of_least_log_loss() {
    Vector vector = Vector.fit(CLASSES);
    assertThat(vector.slopes()[0]).isCloseTo(0.5763333689380021, within(OF_BFGS));
    assertThat(vector.slopes()[3]).isCloseTo(0.4911901271461513, within(OF_BFGS));
    assertThat(vector.offsets()[1]).isCloseTo(0.08460842131616331, within(OF_BFGS));
    assertThat(vector.offsets()[3]).isZero();
    assertThat(MulticlassScores.of(vector.apply(CLASSES)).get(MulticlassMetric.LOG_LOSS))
        .isCloseTo(1.2110357264153238, within(1e-9));
  }

  /** {@code IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(p, y).predict} */
  @Test
  void isotonic_map_is_that_of_scikit_learn() {
    Isotonic map = Isotonic.fit(ROWS);
    assertThat(map.apply(0.05)).isCloseTo(0.07692307692307693, within(1e-9));
    assertThat(map.apply(0.35)).isCloseTo(0.4126984126984127, within(1e-9));
    assertThat(map.apply(0.5)).isCloseTo(0.5230769230769231, within(1e-9));
    assertThat(map.apply(0.77)).isCloseTo(0.6790123456790124, within(1e-9));
    assertThat(map.apply(1)).isEqualTo(map.y()[map.y().length - 1]);
  }

  @Test
  void histogram_gives_the_share_of_its_bin() {
    Histogram map = Histogram.fit(ROWS, 15);
    assertThat(map.edges()).hasSize(14).isSorted();
    Binary after = map.apply(ROWS);
    assertThat(BinaryScores.of(after).get(BinaryMetric.MEAN_FORECAST))
        .isCloseTo(BinaryScores.of(ROWS).get(BinaryMetric.BASE_RATE), within(1e-12));
    assertThat(Histogram.fit(Made.ties(30), 100).values()).doesNotContain(Double.NaN);
  }

  @Test
  void maps_are_judged_on_other_rows_the_best_first() {
    Binary fit = Made.binary(600);
    Binary other = Made.binary(1000).rows(IntStream.range(600, 1000).toArray());
    List<Recalibration.Judged<BinaryMap>> judged = Recalibration.binary(fit, other);
    assertThat(judged).hasSize(5);
    assertThat(judged).extracting(Recalibration.Judged::logLossNats).isSorted();
    assertThat(judged.getFirst().logLossNats())
        .isLessThan(BinaryScores.of(other).get(BinaryMetric.LOG_LOSS));
    assertThat(Recalibration.multiclass(CLASSES, Made.multiclass(500, 4))).hasSize(2);
  }

  @Test
  void the_split_that_was_fitted_on_is_refused() {
    assertThatThrownBy(() -> Recalibration.binary(ROWS, Made.binary(1000)))
        .hasMessageContaining("name another split");
  }

  @Test
  void classes_told_apart_have_no_temperature() {
    Binary apart = Binary.of(new double[] {.2, .3, .7, .9}, new byte[] {0, 0, 1, 1});
    assertThatThrownBy(() -> Temperature.fit(apart)).hasMessageContaining("isotonic");
    assertThatThrownBy(() -> Beta.fit(apart)).hasMessageContaining("isotonic");
    assertThat(Platt.fit(apart).slope()).isPositive(); // its targets are never 0 or 1
  }
}

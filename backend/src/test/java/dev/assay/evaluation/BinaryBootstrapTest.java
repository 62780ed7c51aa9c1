package dev.assay.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

class BinaryBootstrapTest {

  @Test
  void intervals_do_not_depend_on_the_number_of_threads() throws Exception {
    Binary rows = Made.weighted(500);
    assertThat(in(1, rows)).isEqualTo(in(3, rows));
    assertThat(BinaryBootstrap.of(rows, 200, 8).of(BinaryMetric.AUROC)).isNotEqualTo(in(1, rows));
  }

  private static Interval in(int threads, Binary rows) throws Exception {
    try (ForkJoinPool pool = new ForkJoinPool(threads)) {
      return pool.submit(() -> BinaryBootstrap.of(rows, 200, 7).of(BinaryMetric.AUROC)).get();
    }
  }

  /** √(Brier's variance/n), which needs no resamples. */
  @Test
  void spread_of_a_mean_is_its_standard_error() {
    Binary rows = Made.binary(2000);
    BinaryBootstrap bootstrap = BinaryBootstrap.of(rows, 1000, 1);
    double[] squares = new double[rows.size()];
    Arrays.setAll(squares, i -> Math.pow(rows.p[i] - rows.y[i], 2));
    double expected = Math.sqrt(variance(squares) / rows.size());
    double[] resampled = bootstrap.resampled(BinaryMetric.BRIER);
    assertThat(Math.sqrt(variance(resampled)) / expected).isCloseTo(1, within(0.1));
    Interval interval = bootstrap.of(BinaryMetric.BRIER);
    assertThat((interval.high() - interval.low()) / expected).isCloseTo(3.92, within(0.4));
  }

  /** Of AUROC as DeLong has it. */
  @Test
  void spread_of_auroc_is_delongs() {
    BinaryBootstrap bootstrap = BinaryBootstrap.of(Made.binary(1000), 1000, 1);
    assertThat(Math.sqrt(variance(bootstrap.resampled(BinaryMetric.AUROC))))
        .isCloseTo(0.013819390254043223, within(0.0014)); // evaluation_peer.py: delong
  }

  private static double variance(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    return Arrays.stream(values).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
  }

  @Test
  void counts_are_a_draw_with_replacement() {
    byte[] counts = new byte[10_000];
    Draws.fill(counts, 3);
    int sum = 0;
    int none = 0;
    for (byte count : counts) {
      sum += count;
      none += count == 0 ? 1 : 0;
    }
    assertThat(sum).isEqualTo(10_000);
    assertThat(none / 1e4).isCloseTo(Math.exp(-1), within(0.02));
  }

  @Test
  void one_class_has_no_interval_of_auroc() {
    BinaryBootstrap bootstrap =
        BinaryBootstrap.of(Binary.of(new double[] {.2, .3, .4}, new byte[3]), 50, 1);
    assertThat(bootstrap.of(BinaryMetric.AUROC).low()).isNaN();
    assertThat(bootstrap.of(BinaryMetric.BRIER).low()).isPositive();
  }

  @Test
  void no_resamples_are_refused() {
    assertThatThrownBy(() -> BinaryBootstrap.of(Made.binary(10), 0, 1))
        .hasMessage("resamples is 0: 1 to 1000000 are possible");
  }
}

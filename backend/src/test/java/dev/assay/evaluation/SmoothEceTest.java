package dev.assay.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** References: relplot 1.0.3, {@code benchmarks/evaluation_peer.py}. */
class SmoothEceTest {

  /** {@code relplot.smECE(p, y, return_width=True)} */
  @Test
  void value_and_bandwidth_are_those_of_relplot() {
    equal(Made.binary(1000), 0.036445647422901566, 0.037109375);
    equal(Made.ties(1000), 0.03794126572033442, 0.0380859375);
    equal(Made.binary(40), 0.06794530059665817, 0.068359375);
    equal(Made.calibrated(20_000), 0.0036008919149719543, 0.00390625);
  }

  private static void equal(Binary rows, double value, double bandwidth) {
    SmoothEce found = SmoothEce.of(rows);
    assertThat(found.value()).isCloseTo(value, within(1e-10));
    assertThat(found.bandwidth()).isEqualTo(bandwidth);
  }

  /** {@code relplot.smECE_sigma(p, y, s)}; 0.004 has a grid with an odd number of cells */
  @Test
  void value_at_a_bandwidth_is_that_of_relplot() {
    Binary rows = Made.binary(1000);
    assertThat(SmoothEce.of(rows, 1)).isCloseTo(0.020148366431971133, within(1e-10));
    assertThat(SmoothEce.of(rows, 0.25)).isCloseTo(0.02562792875125876, within(1e-10));
    assertThat(SmoothEce.of(rows, 0.03)).isCloseTo(0.03684480985554558, within(1e-10));
    assertThat(SmoothEce.of(rows, 0.004)).isCloseTo(0.06849679796774422, within(1e-10));
    assertThat(SmoothEce.of(rows, 0.00667)).isPositive();
  }

  @Test
  void a_resample_that_is_all_rows_has_their_value() {
    Binary rows = Made.calibrated(20_000);
    SmoothEce all = SmoothEce.of(rows);
    Tally tally = Tally.of(Ranked.of(rows, SmoothEce.cells(all.bandwidth())));
    assertThat(SmoothEce.again(tally.grid(), all.bandwidth()))
        .isCloseTo(all.value(), within(1e-10));
    assertThat(SmoothEce.again(tally.grid(), all.bandwidth() / 8))
        .isCloseTo(all.value(), within(1e-10));
  }
}

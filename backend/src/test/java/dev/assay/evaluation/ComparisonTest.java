package dev.assay.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** References: {@code tests} and {@code delong} of evaluation_peer.py (SciPy 1.17.1, NumPy). */
class ComparisonTest {
  private static final Binary ONE = Made.binary(1000);
  private static final Binary OTHER = Made.other(ONE);

  /** Placements by counting all pairs. */
  @Test
  void delongs_test_is_that_of_all_pairs() {
    assertThat(DeLong.of(ONE).auroc()).isCloseTo(0.79465085765489, within(1e-12));
    assertThat(DeLong.of(ONE).standardError()).isCloseTo(0.013819390254043223, within(1e-12));
    assertThat(DeLong.of(OTHER).standardError()).isCloseTo(0.01459395448396365, within(1e-12));
    DeLong.Test test = DeLong.compare(ONE, OTHER);
    assertThat(test.z()).isCloseTo(3.746623684465698, within(1e-9));
    assertThat(test.p()).isCloseTo(0.00017923065102234056, within(1e-12));
    assertThat(test.interval().contains(0)).isFalse();
    assertThat(DeLong.compare(ONE, ONE).p()).isNaN();
  }

  @Test
  void mcnemars_test_is_scipys_binomial_and_chi_square() {
    assertThat(new McNemar(5, 17).exactP()).isCloseTo(0.01690053939819336, within(1e-12));
    assertThat(new McNemar(25, 47).corrected()).isEqualTo(6.125);
    assertThat(new McNemar(25, 47).correctedP()).isCloseTo(0.01332832878081758, within(1e-12));
    assertThat(new McNemar(0, 0).exactP()).isEqualTo(1);
    assertThat(new McNemar(4, 4).exactP()).isEqualTo(1);
  }

  @Test
  void wilsons_interval_is_scipys() {
    Interval share = Shares.wilson(17, 60);
    assertThat(share.low()).isCloseTo(0.18506828428432712, within(1e-12));
    assertThat(share.high()).isCloseTo(0.40767285164391187, within(1e-12));
    assertThat(Shares.wilson(0, 5).low()).isZero();
  }

  @Test
  void paired_bootstrap_agrees_with_delong() {
    Comparison<BinaryMetric> comparison = Comparison.of(ONE, OTHER, 500, 1);
    Interval paired = comparison.difference(BinaryMetric.AUROC).interval();
    Interval delong = DeLong.compare(ONE, OTHER).interval();
    assertThat(paired.estimate()).isCloseTo(delong.estimate(), within(1e-12));
    assertThat(paired.high() - paired.low()).isCloseTo(delong.high() - delong.low(), within(0.006));
    assertThat(comparison.difference(BinaryMetric.AUROC).p()).isLessThan(0.01);
    assertThat(Comparison.of(ONE, ONE, 50, 1).difference(BinaryMetric.ECE).p()).isEqualTo(1);
  }

  /** Of two classes both say the same of the same resamples. */
  @Test
  void comparisons_of_two_classes_and_of_many_agree() {
    Comparison<BinaryMetric> two = Comparison.of(ONE, OTHER, 50, 3);
    Comparison<MulticlassMetric> many = Comparison.of(both(ONE), both(OTHER), 50, 3);
    close(two.difference(BinaryMetric.LOG_LOSS), many.difference(MulticlassMetric.LOG_LOSS));
    close(two.difference(BinaryMetric.AUROC), many.difference(MulticlassMetric.AUROC));
    assertThat(many.one(MulticlassMetric.BRIER))
        .isCloseTo(2 * two.one(BinaryMetric.BRIER), within(1e-12));
    assertThat(McNemar.of(both(ONE), both(ONE))).isEqualTo(new McNemar(0, 0));
    assertThat(Comparison.of(both(ONE), both(ONE), 20, 1).difference(MulticlassMetric.F1).p())
        .isEqualTo(1);
  }

  private static void close(Comparison.Difference one, Comparison.Difference other) {
    assertThat(other.interval().low()).isCloseTo(one.interval().low(), within(1e-12));
    assertThat(other.interval().high()).isCloseTo(one.interval().high(), within(1e-12));
    assertThat(other.p()).isEqualTo(one.p());
  }

  private static Multiclass both(Binary rows) {
    double[] p = new double[2 * rows.size()];
    int[] y = new int[rows.size()];
    for (int i = 0; i < y.length; i++) {
      y[i] = rows.label(i);
      p[2 * i] = 1 - rows.probability(i);
      p[2 * i + 1] = rows.probability(i);
    }
    return Multiclass.of(p, 2, y, null);
  }

  @Test
  void other_rows_are_refused_with_their_numbers() {
    Binary flipped = Binary.of(new double[] {.1, .2}, new byte[] {0, 1});
    Binary plain = Binary.of(new double[] {.1, .2}, new byte[] {0, 0});
    assertThatThrownBy(() -> Comparison.of(plain, flipped, 10, 1))
        .hasMessage("label in row 2 is 1: the other evaluation has 0");
    assertThatThrownBy(() -> DeLong.compare(ONE, plain)).hasMessageContaining("has 1000");
  }
}

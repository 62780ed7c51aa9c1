package dev.assay.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * References are those of {@code benchmarks/evaluation_peer.py}: scikit-learn 1.9.1, SciPy 1.17.1.
 */
class BinaryScoresTest {

  /** {@code metrics("plain", *binary(1000)[:2], np.ones(1000))} */
  @Test
  void metrics_are_those_of_scikit_learn() {
    equal(
        Made.binary(1000),
        Map.ofEntries(
            Map.entry(BinaryMetric.ACCURACY, 0.712),
            Map.entry(BinaryMetric.PRECISION, 0.708),
            Map.entry(BinaryMetric.RECALL, 0.7137096774193549),
            Map.entry(BinaryMetric.F1, 0.7108433734939759),
            Map.entry(BinaryMetric.AUROC, 0.7946508576548899),
            Map.entry(BinaryMetric.AUPRC, 0.7898188424867476),
            Map.entry(BinaryMetric.LOG_LOSS, 0.548187633000978),
            Map.entry(BinaryMetric.BRIER, 0.1860176445174278),
            Map.entry(BinaryMetric.RELIABILITY, 0.0017872866919737271),
            Map.entry(BinaryMetric.RESOLUTION, 0.06553075255441936),
            Map.entry(BinaryMetric.MISCALIBRATION, 0.004477591293894606),
            Map.entry(BinaryMetric.DISCRIMINATION, 0.06844394677646681),
            Map.entry(BinaryMetric.UNCERTAINTY, 0.249984),
            Map.entry(BinaryMetric.ECE, 0.03782361965453195),
            Map.entry(BinaryMetric.MCE, 0.07629829605756666),
            Map.entry(BinaryMetric.KS, 0.018707512996971386),
            Map.entry(BinaryMetric.SHARPNESS, 0.08330855111285723),
            Map.entry(BinaryMetric.ECE_EQUAL_MASS, 0.03637951687867076),
            Map.entry(BinaryMetric.ACE, 0.03641007817644275)));
  }

  /** {@code metrics("weighted", *binary(1000))} */
  @Test
  void metrics_of_weighted_rows_are_those_of_scikit_learn() {
    equal(
        Made.weighted(1000),
        Map.ofEntries(
            Map.entry(BinaryMetric.ACCURACY, 0.7111152895176638),
            Map.entry(BinaryMetric.PRECISION, 0.7075645430075328),
            Map.entry(BinaryMetric.RECALL, 0.7126737034432881),
            Map.entry(BinaryMetric.F1, 0.7101099333868663),
            Map.entry(BinaryMetric.AUROC, 0.7960649798923722),
            Map.entry(BinaryMetric.AUPRC, 0.7922368551656902),
            Map.entry(BinaryMetric.LOG_LOSS, 0.5457315400373387),
            Map.entry(BinaryMetric.BRIER, 0.18528639724202603),
            Map.entry(BinaryMetric.RELIABILITY, 0.001778774156412492),
            Map.entry(BinaryMetric.RESOLUTION, 0.06614800175884887),
            Map.entry(BinaryMetric.MISCALIBRATION, 0.004672783130716118),
            Map.entry(BinaryMetric.DISCRIMINATION, 0.06937394975448732),
            Map.entry(BinaryMetric.UNCERTAINTY, 0.24998756386579724),
            Map.entry(BinaryMetric.ECE, 0.037657482463569106),
            Map.entry(BinaryMetric.MCE, 0.07399860824958016),
            Map.entry(BinaryMetric.KS, 0.020087257631623504),
            Map.entry(BinaryMetric.SHARPNESS, 0.08322347784604181)));
  }

  /** {@code metrics("ties", *binary(1000, ties=True)[:2], np.ones(1000))} */
  @Test
  void ties_count_as_in_scikit_learn() {
    equal(
        Made.ties(1000),
        Map.ofEntries(
            Map.entry(BinaryMetric.ACCURACY, 0.716),
            Map.entry(BinaryMetric.AUROC, 0.7943207091313461),
            Map.entry(BinaryMetric.AUPRC, 0.7899289761762086),
            Map.entry(BinaryMetric.LOG_LOSS, 0.546144721440925),
            Map.entry(BinaryMetric.BRIER, 0.18596),
            Map.entry(BinaryMetric.RELIABILITY, 0.0023159454139870385),
            Map.entry(BinaryMetric.RESOLUTION, 0.06592569113449127),
            Map.entry(BinaryMetric.MISCALIBRATION, 0.0023724068342642346),
            Map.entry(BinaryMetric.DISCRIMINATION, 0.06640840683426422),
            Map.entry(BinaryMetric.ECE, 0.04429999999999987),
            Map.entry(BinaryMetric.MCE, 0.06568627450980469),
            Map.entry(BinaryMetric.KS, 0.02125),
            Map.entry(BinaryMetric.ECE_EQUAL_MASS, 0.0382),
            Map.entry(BinaryMetric.ACE, 0.037690732034388115)));
  }

  /** {@code metrics("small", *binary(40)[:2], np.ones(40))} */
  @Test
  void few_rows_leave_bins_empty() {
    equal(
        Made.binary(40),
        Map.ofEntries(
            Map.entry(BinaryMetric.AUROC, 0.8409090909090908),
            Map.entry(BinaryMetric.AUPRC, 0.8031144635092005),
            Map.entry(BinaryMetric.RELIABILITY, 0.04555317641708134),
            Map.entry(BinaryMetric.MISCALIBRATION, 0.024872451140046437),
            Map.entry(BinaryMetric.ECE, 0.1656085319894168),
            Map.entry(BinaryMetric.MCE, 0.6853513173743231),
            Map.entry(BinaryMetric.KS, 0.040546580918483156),
            Map.entry(BinaryMetric.ECE_EQUAL_MASS, 0.1729869824303895),
            Map.entry(BinaryMetric.ACE, 0.18396992192824063)));
  }

  private static void equal(Binary rows, Map<BinaryMetric, Double> expected) {
    BinaryScores scores = BinaryScores.of(rows);
    expected.forEach(
        (metric, value) ->
            assertThat(scores.get(metric)).as(metric.key()).isCloseTo(value, within(1e-9)));
  }

  @Test
  void one_class_only_leaves_metrics_undefined_and_says_why() {
    BinaryScores scores =
        BinaryScores.of(Binary.of(new double[] {.2, .9, .4}, new byte[] {1, 1, 1}));
    assertThat(scores.get(BinaryMetric.AUROC)).isNaN();
    assertThat(scores.whyUndefined(BinaryMetric.AUROC))
        .hasValue("all labels are 1; both classes are needed");
    assertThat(scores.get(BinaryMetric.RECALL)).isEqualTo(1.0 / 3);
    assertThat(scores.whyUndefined(BinaryMetric.RECALL)).isEmpty();
    assertThat(BinaryScores.of(Binary.of(new double[] {.2}, new byte[1])).get(BinaryMetric.AUPRC))
        .isNaN();
  }

  @Test
  void nothing_above_the_threshold_leaves_precision_undefined() {
    BinaryScores scores = BinaryScores.of(Binary.of(new double[] {.2, .4}, new byte[] {0, 1}));
    assertThat(scores.whyUndefined(BinaryMetric.PRECISION))
        .hasValue("no probability is at or above the threshold 0.5");
  }
}

package dev.assay.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** References: {@code multiclass(*multi(600, 4))} of {@code benchmarks/evaluation_peer.py}. */
class MulticlassScoresTest {
  private static final Multiclass ROWS = Made.multiclass(600, 4);

  @Test
  void metrics_are_those_of_scikit_learn_and_relplot() {
    MulticlassScores scores = MulticlassScores.of(ROWS);
    equal(scores, MulticlassMetric.ACCURACY, 0.4816666666666667);
    equal(scores, MulticlassMetric.TOP_5, 1);
    equal(scores, MulticlassMetric.LOG_LOSS, 1.279146977114928);
    equal(scores, MulticlassMetric.BRIER, 0.6712807358309604);
    equal(scores, MulticlassMetric.AUROC, 0.7255350840298929);
    equal(scores, MulticlassMetric.AUPRC, 0.4544518113439587);
    equal(scores, MulticlassMetric.F1, 0.4815592062323606);
    equal(scores, MulticlassMetric.ECE, 0.08219935019288765);
    equal(scores, MulticlassMetric.CLASSWISE_ECE, 0.05656627372933265);
    equal(scores, MulticlassMetric.ACE, 0.05940715855146231);
    equal(scores, MulticlassMetric.SMOOTH_ECE, 0.08219933332310554);
    equal(scores, MulticlassMetric.DEBIASED_ECE, 0.07725531393936794); // unbiased_l2_ce
    assertThat(TopK.accuracy(ROWS, 2)).isCloseTo(0.7566666666666667, within(1e-9));
  }

  private static void equal(MulticlassScores scores, MulticlassMetric metric, double value) {
    assertThat(scores.get(metric)).as(metric.key()).isCloseTo(value, within(1e-9));
  }

  @Test
  void metrics_are_the_sums_of_parts_of_the_classes() {
    byte[] counts = new byte[600];
    Draws.fill(counts, 5);
    double[] whole = part(counts, 0, 4);
    double[] first = part(counts, 0, 1);
    double[] others = part(counts, 1, 4);
    for (int m = 0; m < whole.length; m++) {
      assertThat(first[m] + others[m]).isCloseTo(whole[m], within(1e-12));
    }
    assertThat(ClassTally.parts(ROWS)).containsExactly(new ClassTally.Part(0, 4));
  }

  private static double[] part(byte[] counts, int from, int to) {
    ClassTally.Ranks ranks = new ClassTally.Ranks(ROWS, new ClassTally.Part(from, to));
    return new ClassTally(ranks, SmoothEce::again).values(counts);
  }

  @Test
  void a_class_without_rows_is_named() {
    MulticlassScores scores =
        MulticlassScores.of(
            Multiclass.of(new double[] {.5, .3, .2, .1, .2, .7}, 3, new int[] {0, 2}, null));
    assertThat(scores.whyUndefined(MulticlassMetric.AUROC))
        .hasValueSatisfying(why -> assertThat(why).startsWith("class 1 has no rows"));
    assertThat(scores.whyUndefined(MulticlassMetric.BRIER)).isEmpty();
  }

  @Test
  void intervals_hold_the_estimate_of_a_mean() {
    MulticlassBootstrap bootstrap = MulticlassBootstrap.of(ROWS, 200, 1);
    Interval accuracy = bootstrap.of(MulticlassMetric.ACCURACY);
    assertThat(accuracy.contains(accuracy.estimate())).isTrue();
    // 3.92 √(a(1 − a)/600)
    assertThat(accuracy.high() - accuracy.low()).isCloseTo(0.08, within(0.015));
    assertThat(bootstrap.of(MulticlassMetric.AUROC).contains(0.7255350840298929)).isTrue();
    assertThat(MulticlassBootstrap.of(ROWS, 200, 1).of(MulticlassMetric.ACE))
        .isEqualTo(bootstrap.of(MulticlassMetric.ACE));
  }
}

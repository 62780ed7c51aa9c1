package dev.assay.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Against NumPy 2:
 *
 * <pre>{@code
 * ll = [[-3.0, -2.5, -7.0], [-10.0, -4.0], [-6.0, -6.5, -1.0]]
 * by = [[2, 4, 20], [30, 3], [9, 9, 1]]
 * ans = [1, 0, 2]
 * P = np.zeros((3, 3))
 * for q, row in enumerate(ll):
 *     e = np.exp(np.array(row) - max(row)); P[q, :len(row)] = e / e.sum()
 * print(P.tolist())
 * print(np.mean([np.argmax(r) == a for r, a in zip(ll, ans)]),
 *       np.mean([np.argmax(np.array(r) / b) == a for r, b, a in zip(ll, by, ans)]))
 * print(-np.mean(np.log(P[np.arange(3), ans])), ((P - np.eye(3)[ans]) ** 2).sum(1).mean())
 * }</pre>
 */
class ChoiceScoresTest {

  private static final ChoiceScores SCORES =
      new ChoiceScores(
          new double[][] {{-3, -2.5, -7}, {-10, -4}, {-6, -6.5, -1}},
          new int[][] {{2, 4, 20}, {30, 3}, {9, 9, 1}},
          new int[] {1, 0, 2});

  @Test
  void probabilities_are_the_softmax_and_0_for_choices_that_a_question_lacks() {
    double[][] expected = {
      {0.37494794181688146, 0.6181846470787264, 0.006867411104392114},
      {0.0024726231566347748, 0.9975273768433653, 0},
      {0.006665791680975546, 0.004043007025769082, 0.9892912012932553}
    };
    Classification softmax = SCORES.classification();
    assertThat(softmax.classes()).isEqualTo(3);
    for (int question = 0; question < 3; question++) {
      for (int choice = 0; choice < 3; choice++) {
        assertThat((double) softmax.probability(question, choice))
            .isCloseTo(expected[question][choice], within(1e-7));
      }
    }
  }

  @Test
  void metrics_are_those_of_numpy() {
    Map<String, Double> metrics = SCORES.metrics();
    assertThat(metrics)
        .containsEntry("questions", 3.0)
        .containsEntry("accuracy", 2 / 3.0)
        .containsEntry("accuracy_norm", 1 / 3.0);
    assertThat(metrics.get("chance")).isCloseTo((1 / 3.0 + 1 / 2.0 + 1 / 3.0) / 3, within(1e-12));
    assertThat(metrics.get("log_loss")).isCloseTo(2.1647367733904743, within(1e-5));
    assertThat(metrics.get("brier")).isCloseTo(0.7589044254308952, within(1e-6));
    // 0.62 right, and 0.998 and 0.989 in the last bin of which one is right
    assertThat(metrics.get("ece"))
        .isCloseTo(
            (1 - 0.6181846470787264 + 0.9975273768433653 + 0.9892912012932553 - 1) / 3,
            within(1e-6));
  }
}

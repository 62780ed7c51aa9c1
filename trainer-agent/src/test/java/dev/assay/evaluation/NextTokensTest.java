package dev.assay.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/**
 * Against NumPy 2 on the same 1,000 predictions:
 *
 * <pre>{@code
 * i = np.arange(1, 1001)
 * p = (i * 0.7548776662466927 % 1).astype(np.float32).astype(float)
 * p[::50] = p[0]                                                  # ties
 * y = (i * 0.5698402909980532 % 1) < p + 0.6 * p * (1 - p) * (1 - 2 * p)
 * loss = (i * 0.25 % 7).astype(np.float32).astype(float)
 * above = np.where(y, 0, 1 + i % 9)
 * position = i % 37
 * edges = np.quantile(p, np.arange(16) / 15)
 * def ece(b): return sum(abs(y[b == k].sum() - p[b == k].sum()) for k in range(15)) / 1000
 * print(ece(np.searchsorted(edges[1:-1], p)))                     # scikit-learn's strategy="quantile"
 * print(ece(np.clip(np.ceil(p * 15).astype(int) - 1, 0, 14)))
 * print(((p - y) ** 2).mean(), p.mean(), (above < 5).mean(), y.mean(), loss.mean())
 * print([loss[(position >= lo) & (position < hi)].mean()
 *        for lo, hi in [(0, 1), (1, 2), (2, 4), (4, 8), (8, 16), (16, 32), (32, 64)]])
 * }</pre>
 */
class NextTokensTest {

  private static NextTokens thousand() {
    var tokens = new NextTokens();
    float first = (float) (0.7548776662466927 % 1);
    for (int i = 1; i <= 1000; i++) {
      float p = i % 50 == 1 ? first : (float) (i * 0.7548776662466927 % 1);
      double often = p + 0.6 * p * (1.0 - p) * (1 - 2.0 * p);
      boolean correct = i * 0.5698402909980532 % 1 < often;
      tokens.add((float) (i * 0.25 % 7), p, correct, correct ? 0 : 1 + i % 9, i % 37);
    }
    return tokens;
  }

  @Test
  void scores_are_those_of_numpy() {
    Map<String, Double> expected = new LinkedHashMap<>();
    expected.put("loss", 3.36);
    expected.put("perplexity", Math.exp(3.36));
    expected.put("accuracy", 0.501);
    expected.put("top5_accuracy", 0.729);
    expected.put("mean_confidence", 0.502934127378161);
    expected.put("brier", 0.18607011743640112);
    expected.put("ece", 0.037477070513064974);
    expected.put("ece_equal_mass", 0.03672023231058847);
    Map<String, Double> metrics = thousand().metrics();
    assertThat(metrics.keySet()).containsExactlyElementsOf(expected.keySet());
    expected.forEach(
        (name, value) -> assertThat(metrics.get(name)).as(name).isCloseTo(value, within(1e-9)));
  }

  @Test
  void losses_by_position_are_those_of_numpy() {
    Map<Integer, Double> losses = thousand().lossNatsByPosition();
    assertThat(losses.keySet()).containsExactly(0, 1, 2, 4, 8, 16, 32);
    double[] expected = {
      3.5,
      3.375,
      3.300925925925926,
      3.2731481481481484,
      3.4444444444444446,
      3.365740740740741,
      3.2685185185185186
    };
    int i = 0;
    for (double loss : losses.values()) {
      assertThat(loss).isCloseTo(expected[i++], within(1e-9));
    }
  }

  @Property(tries = 100)
  void equal_confidences_are_one_bin(
      @ForAll @FloatRange(min = 0, max = 1) float p, @ForAll @Size(min = 1, max = 99) boolean[] y) {
    var tokens = new NextTokens();
    int right = 0;
    for (boolean correct : y) {
      tokens.add(1, p, correct, 0, 0);
      right += correct ? 1 : 0;
    }
    double gap = Math.abs((double) right / y.length - p);
    assertThat(tokens.expectedErrorOfEqualMass()).isCloseTo(gap, within(1e-9));
  }

  @Test
  void of_nothing_there_is_nothing_to_say() {
    var none = new NextTokens();
    assertThat(none.metrics().values()).allMatch(value -> Double.isNaN(value));
    assertThat(none.lossNatsByPosition()).isEmpty();
  }
}

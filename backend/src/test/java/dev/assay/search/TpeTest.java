package dev.assay.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.search.Coding.Axis;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TpeTest {
  private static final Axis[] AXES = {
    Axis.of(new Domain.Uniform(0, 1, 0)),
    new Axis(new double[] {0, 1.0 / 3, 2.0 / 3, 1}, true),
    Axis.of(new Domain.Int(0, 3, false, 1))
  };
  private static final double[] CHOICES = {AXES[1].middle(0), AXES[1].middle(1), AXES[1].middle(2)};
  private static final TpeParzen PARZEN =
      new TpeParzen(
          AXES,
          new double[][] {
            {0.2, CHOICES[0], 0.125}, {0.25, CHOICES[2], 0.375}, {0.8, CHOICES[0], Double.NaN}
          });

  /**
   * SciPy, with the widths and the parts of choices written out:
   *
   * <pre>
   * cut = lambda m, s: truncnorm((0 - m) / s, (1 - m) / s, m, s)
   * x = cut(array([.2, .25, .8, .5]), array([5**-1.5, .55, .55, 1])).pdf(.22)
   * c = array([1.25, .25, 1.25, 1.75/3]) / 1.75
   * k = cut(array([.125, .375, .5, .5]), array([.25, .25, 1, 1]))
   * log(mean(x * c * (k.cdf(.5) - k.cdf(.25)))), log(mean(x * c))
   * </pre>
   */
  @Test
  void density_is_that_of_scipy_also_where_a_coordinate_is_absent() {
    assertThat(PARZEN.logDensity(new double[] {0.22, CHOICES[0], 0.375}))
        .isCloseTo(-1.054232845336331, within(1e-9));
    assertThat(PARZEN.logDensity(new double[] {0.22, CHOICES[0], Double.NaN}))
        .isCloseTo(0.04375903246193684, within(1e-9));
  }

  /** Over the discrete coordinates it is a sum, over the other one an integral. */
  @Test
  void density_integrates_to_one_and_what_is_drawn_follows_it() {
    double whole = 0;
    double left = 0; // of the half below 0.5
    int steps = 500;
    for (int i = 0; i < steps; i++) {
      for (double choice : CHOICES) {
        for (int k = 0; k < 4; k++) {
          double u = (i + 0.5) / steps;
          double part =
              Math.exp(PARZEN.logDensity(new double[] {u, choice, AXES[2].middle(k)})) / steps;
          whole += part;
          left += u < 0.5 ? part : 0;
        }
      }
    }
    assertThat(whole).isCloseTo(1, within(1e-4));

    SplittableRandom random = new SplittableRandom(1);
    double drawn =
        IntStream.range(0, 20_000).filter(_ -> PARZEN.draw(random)[0] < 0.5).count() / 20_000.0;
    assertThat(drawn).isCloseTo(left, within(0.015)); // four standard errors
  }

  @Test
  void good_trials_are_the_best_of_all_and_of_the_view() {
    List<Outcome> outcomes = new ArrayList<>();
    Space line = Spaces.space("'x': {'type': 'uniform', 'low': 0, 'high': 1}");
    for (int i = 0; i < 20; i++) {
      double value = i == 2 ? Double.NaN : i;
      outcomes.add(new Outcome(line.at(new double[] {i / 20.0}), new double[] {value}));
    }
    Tried tried = new Tried(List.of(Direction.MINIMIZE), outcomes, List.of(), 20);
    TpeSplit split = TpeSplit.of(tried, o -> outcomes.indexOf(o) >= 10);

    assertThat(split.good())
        .containsExactly(
            outcomes.get(0).configuration(),
            outcomes.get(1).configuration(),
            outcomes.get(10).configuration());
    assertThat(split.others()).hasSize(17).contains(outcomes.get(2).configuration());
  }
}

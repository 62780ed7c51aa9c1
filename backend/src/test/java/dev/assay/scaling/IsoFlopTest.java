package dev.assay.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class IsoFlopTest {
  private static final ParametricLaw SYMMETRIC = new ParametricLaw(1.69, 400, 400, .31, .31);

  /**
   * Czech et al. 2026, Problems with Chinchilla Approach 2 (arXiv:2603.22339): tokens for 10²⁴ FLOP
   * that approach 2 finds, relative to the truth, in per cent; budgets 10¹⁷ to 10²¹, 15 sizes to
   * each, evenly around the best one on a logarithmic scale by factors of 2, 4, 8 and 16. Their
   * figures stand in {@code extrapolation_error_data.csv} of
   * github.com/Open-Athena/scaling-law-analysis.
   */
  @Test
  void the_published_bias_of_parabolas_is_reproduced() {
    assertBias(SYMMETRIC, 0, 0, 0, 0);
    assertBias(Tables.HOFFMANN, -0.326937803733, -1.3011250437, -2.90290473814, -5.10024455171);
    assertBias(Tables.ASYMMETRIC, -1.67474771651, -6.49777874208, -13.9104185843, -23.1163080485);
  }

  private static void assertBias(ParametricLaw law, double... published) {
    for (int i = 0; i < published.length; i++) {
      IsoFlop.Bias bias = IsoFlop.bias(centred(law, Math.pow(2, i + 1), 1), law, 1e24);
      assertThat(100 * bias.tokens()).isCloseTo(published[i], within(1e-7));
      // the minimum is off by the same factor at every budget
      assertThat(bias.exponent()).isCloseTo(0, within(1e-9));
      assertThat((1 + bias.params()) * (1 + bias.tokens())).isCloseTo(1, within(1e-9));
    }
  }

  /** Sizes that are off centre by more at each budget bend the exponent too. */
  @Test
  void sizes_that_drift_off_centre_bias_the_exponent() {
    IsoFlop.Bias bias = IsoFlop.bias(centred(Tables.HOFFMANN, 8, 1.5), Tables.HOFFMANN, 1e24);
    assertThat(Math.abs(bias.exponent())).isGreaterThan(1e-3);
  }

  /**
   * @param drift factor off the centre, again at each budget
   */
  private static List<Point> centred(ParametricLaw law, double factor, double drift) {
    List<Point> points = new ArrayList<>();
    double off = 1;
    for (double flops : Tables.logs(1e17, 1e21, 5)) {
      double best = law.optimum(flops).params() * off;
      for (double n : Tables.logs(best / factor, best * factor, 15)) {
        points.add(new Point(n, flops / 6 / n, 1));
      }
      off *= drift;
    }
    return points;
  }

  @Test
  void minima_and_power_laws_are_near_the_law() {
    IsoFlop found = IsoFlop.of(Tables.likeHoffmann());
    assertThat(found.curves()).hasSize(9).allMatch(IsoFlop.Curve::isInside);
    assertThat(found.left()).isEmpty();
    assertThat(found.params().exponent())
        .isCloseTo(Tables.BESIROGLU.paramsExponent(), within(0.05));
    assertThat(found.params().exponentInterval().contains(found.params().exponent())).isTrue();
    assertThat(found.params().exponent() + found.tokens().exponent()).isCloseTo(1, within(1e-6));
  }

  @Property(tries = 50)
  void losses_that_are_larger_by_a_constant_have_the_same_minima(
      @ForAll @DoubleRange(min = 0, max = 5) double more) {
    IsoFlop one = IsoFlop.of(Tables.likeHoffmann());
    IsoFlop other =
        IsoFlop.of(
            Tables.likeHoffmann().stream().map(p -> p.withLoss(p.lossNats() + more)).toList());
    for (int i = 0; i < one.curves().size(); i++) {
      assertThat(other.curves().get(i).params() / one.curves().get(i).params())
          .isCloseTo(1, within(1e-6));
      assertThat(other.curves().get(i).lossNats())
          .isCloseTo(one.curves().get(i).lossNats() + more, within(1e-9));
    }
  }

  @Test
  void budgets_without_a_minimum_are_told() {
    List<Point> points = new ArrayList<>(Tables.isoFlop(new double[] {1e18, 1e19}, 5, 8));
    points.addAll(Tables.isoFlop(new double[] {1e20}, 2, 8));
    for (double n : Tables.logs(1e5, 1e6, 4)) {
      points.add(new Point(n, 1e16 / 6 / n, 1)); // all too small: the loss falls throughout
    }
    points = Tables.noisy(points, Tables.BESIROGLU, 0, 0);
    points.replaceAll(
        p -> p.flops() < 2e16 ? p.withLoss(9 - Math.pow(Math.log(p.params() / 1e4), 2) / 9) : p);
    IsoFlop found = IsoFlop.of(points);
    assertThat(found.curves()).hasSize(2);
    assertThat(found.left())
        .extracting(IsoFlop.Left::why)
        .containsExactly(
            "its losses have no minimum; add smaller and larger sizes",
            "a parabola needs runs of 3 sizes; add some");
  }

  @Test
  void minima_beyond_the_sizes_are_marked() {
    List<Point> points = new ArrayList<>();
    for (double flops : new double[] {1e18, 1e19}) {
      double best = Tables.BESIROGLU.optimum(flops).params();
      for (double n : Tables.logs(best * 2, best * 20, 5)) {
        points.add(new Point(n, flops / 6 / n, 1));
      }
    }
    assertThat(IsoFlop.of(Tables.noisy(points, Tables.BESIROGLU, 0, 0)).curves())
        .hasSize(2)
        .noneMatch(IsoFlop.Curve::isInside);
  }

  @Test
  void one_budget_is_refused() {
    List<Point> one = Tables.isoFlop(new double[] {1e18}, 5, 8);
    assertThatThrownBy(() -> IsoFlop.of(Tables.noisy(one, Tables.BESIROGLU, 0, 0)))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessageContaining("two budgets or more");
  }
}

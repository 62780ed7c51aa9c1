package dev.assay.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class RepeatLawTest {
  /** With the decays that Muennighoff et al. 2023 found. */
  private static final RepeatLaw LAW = new RepeatLaw(Tables.BESIROGLU, 15.39, 5.31);

  @Test
  void decays_are_given_back() {
    RepeatLaw fitted = law(RepeatLaw.fit(points(LAW, Tables.logs(3e7, 3e9, 4)), LAW.base()));
    assertThat(fitted.tokenDecay()).isCloseTo(15.39, within(1e-5));
    assertThat(fitted.paramDecay()).isCloseTo(5.31, within(1e-5));
  }

  @Test
  void without_params_in_excess_their_decay_is_not_defined() {
    RepeatLaw fitted = law(RepeatLaw.fit(points(LAW, new double[] {1e6, 3e6}), LAW.base()));
    assertThat(fitted.tokenDecay()).isCloseTo(15.39, within(1e-5));
    assertThat(fitted.paramDecay()).isNaN();
    assertThat(fitted.lossNats(1e6, 1e10, 1e9)).isFinite();
    assertThat(fitted.lossNats(1e12, 1e10, 1e9)).isNaN();
  }

  @Property(tries = 100)
  void repetitions_are_worth_less_than_new_tokens_and_have_an_end(
      @ForAll @DoubleRange(min = 1, max = 500) double epochs) {
    double worth = LAW.effectiveTokens(epochs * 1e9, 1e9) / 1e9;
    assertThat(worth).isBetween(1.0, Math.min(epochs, 1 + 15.39) * (1 + 1e-12));
    assertThat(LAW.effectiveTokens(0.5e9, 1e9)).isEqualTo(0.5e9);
    // the first repetition is worth nearly as much as new tokens
    assertThat(LAW.effectiveTokens(1.001e9, 1e9)).isCloseTo(1.001e9, within(1e3));
  }

  @Test
  void params_in_excess_are_worth_less() {
    ParametricLaw.Optimum best = LAW.base().optimum(1e20);
    assertThat(LAW.effectiveParams(best.params() * 0.99, best.tokens()))
        .isEqualTo(best.params() * 0.99);
    assertThat(LAW.effectiveParams(best.params() * 4, best.tokens()))
        .isLessThan(best.params() * 4)
        .isGreaterThan(best.params() * 2);
  }

  @Test
  void what_is_wrong_is_told() {
    List<RepeatedPoint> once = new ArrayList<>();
    Tables.noise().forEach(p -> once.add(new RepeatedPoint(p, p.tokens())));
    assertThatThrownBy(() -> RepeatLaw.fit(once, LAW.base()))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessageContaining("add runs that saw their tokens more than once");
    once.add(new RepeatedPoint(new Point(1e8, 1e10, 3), 2e10));
    assertThatThrownBy(() -> RepeatLaw.fit(once, LAW.base()))
        .hasMessageContaining("points[25].uniqueTokens is 2.0E10");
  }

  @Test
  void intervals_hold_the_truth_about_as_often_as_they_say() {
    List<RepeatedPoint> exact = points(LAW, Tables.logs(3e7, 3e9, 4));
    int tokens = 0;
    int params = 0;
    for (int study = 0; study < 100; study++) {
      Random random = new Random(study);
      List<RepeatedPoint> points =
          exact.stream()
              .map(
                  p ->
                      new RepeatedPoint(
                          p.point()
                              .withLoss(
                                  p.point().lossNats() * Math.exp(0.003 * random.nextGaussian())),
                          p.uniqueTokens()))
              .toList();
      RepeatLaw.Sure sure =
          RepeatLaw.sure(points, found(RepeatLaw.fit(points, LAW.base())), 200, study);
      tokens += sure.tokenDecay().contains(15.39) ? 1 : 0;
      Interval paramDecay = sure.paramDecay();
      params += paramDecay != null && paramDecay.contains(5.31) ? 1 : 0;
    }
    assertThat(tokens).isBetween(88, 100);
    assertThat(params).isBetween(88, 100);
  }

  private static List<RepeatedPoint> points(RepeatLaw law, double[] sizes) {
    List<RepeatedPoint> points = new ArrayList<>();
    for (double n : sizes) {
      for (double epochs : new double[] {1, 4, 16, 64}) {
        double tokens = 1e8 * epochs;
        points.add(new RepeatedPoint(new Point(n, tokens, law.lossNats(n, tokens, 1e8)), 1e8));
      }
    }
    return points;
  }

  private static RepeatLaw law(Fit<RepeatLaw> fit) {
    return found(fit).law();
  }

  private static Fit.Found<RepeatLaw> found(Fit<RepeatLaw> fit) {
    return switch (fit) {
      case Fit.Converged<RepeatLaw>(Fit.Found<RepeatLaw> found) -> found;
      case Fit.AtBound<RepeatLaw>(_, List<String> which) -> throw new AssertionError(which);
      case Fit.NotIdentifiable<RepeatLaw>(String why) -> throw new AssertionError(why);
    };
  }
}

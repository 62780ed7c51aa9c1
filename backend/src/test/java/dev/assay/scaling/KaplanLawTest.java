package dev.assay.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.problem.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class KaplanLawTest {
  private static final double[] PARAMS = Tables.logs(1e5, 1e9, 9);

  /** Kaplan et al. 2020, equations 1.1 and 1.2. */
  @Test
  void published_laws_are_given_back() {
    for (KaplanLaw law :
        List.of(new KaplanLaw(8.8e13, 0.076, 0), new KaplanLaw(5.4e13, 0.095, 0))) {
      KaplanLaw fitted = law(KaplanLaw.fit(PARAMS, losses(law, PARAMS), 0.0));
      assertThat(fitted.exponent()).isCloseTo(law.exponent(), within(1e-9));
      assertThat(fitted.scale() / law.scale()).isCloseTo(1, within(1e-6));
      assertThat(fitted.floorNats()).isZero();
    }
  }

  @Property(tries = 50)
  void a_floor_is_given_back(
      @ForAll @DoubleRange(min = 0.1, max = 0.8) double exponent,
      @ForAll @DoubleRange(min = 0.5, max = 3) double floor) {
    KaplanLaw law = new KaplanLaw(1e6, exponent, floor);
    KaplanLaw fitted = law(KaplanLaw.fit(PARAMS, losses(law, PARAMS), null));
    assertThat(fitted.exponent()).isCloseTo(exponent, within(1e-6));
    assertThat(fitted.floorNats()).isCloseTo(floor, within(1e-6));
    assertThat(fitted.scale() / 1e6).isCloseTo(1, within(1e-5));
  }

  @Test
  void a_law_without_a_floor_is_told_from_one_with() {
    KaplanLaw law = new KaplanLaw(8.8e13, 0.076, 0);
    double[] losses = losses(law, PARAMS);
    losses[0] *= 1.01; // so that a floor would have to be below 0
    assertThat(KaplanLaw.fit(PARAMS, losses, 0.0)).isInstanceOf(Fit.Converged.class);
  }

  @Test
  void what_is_wrong_is_told() {
    double[] two = {1e6, 1e7};
    assertThatThrownBy(() -> KaplanLaw.fit(two, new double[] {3, 2.5}, null))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessageContaining("add 1, or fix the floor");
    assertThatThrownBy(() -> KaplanLaw.fit(two, new double[] {3, Double.NaN}, -1.0))
        .hasMessageContaining("2 things are wrong");
  }

  @Test
  void intervals_hold_the_truth_about_as_often_as_they_say() {
    KaplanLaw law = new KaplanLaw(1e6, 0.3, 1.5);
    double[] sizes = Tables.logs(1e4, 1e8, 15);
    int exponents = 0;
    int floors = 0;
    for (int study = 0; study < 200; study++) {
      Random random = new Random(study);
      double[] losses =
          Arrays.stream(losses(law, sizes))
              .map(l -> l * Math.exp(0.003 * random.nextGaussian()))
              .toArray();
      KaplanLaw.Sure sure =
          KaplanLaw.sure(
              sizes, losses, null, found(KaplanLaw.fit(sizes, losses, null)), 200, study);
      exponents += sure.exponent().contains(0.3) ? 1 : 0;
      floors += sure.floorNats().contains(1.5) ? 1 : 0;
    }
    assertThat(exponents).isBetween(180, 199);
    assertThat(floors).isBetween(180, 199);
  }

  @Test
  void intervals_need_two_runs_more_than_parameters() {
    KaplanLaw law = new KaplanLaw(1e6, 0.3, 1.5);
    double[] four = {1e5, 1e6, 1e7, 1e8};
    double[] losses = losses(law, four);
    Fit.Found<KaplanLaw> found = found(KaplanLaw.fit(four, losses, null));
    assertThatThrownBy(() -> KaplanLaw.sure(four, losses, null, found, 100, 1))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessageContaining("at least 5 runs; add 1");
    Fit.Found<KaplanLaw> fixed = found(KaplanLaw.fit(four, losses, 1.5));
    KaplanLaw.Sure sure = KaplanLaw.sure(four, losses, 1.5, fixed, 100, 1);
    assertThat(sure.floorNats()).isEqualTo(new Interval(1.5, 1.5, 1.5, 0.95));
  }

  private static double[] losses(KaplanLaw law, double[] x) {
    return Arrays.stream(x).map(law::lossNats).toArray();
  }

  private static KaplanLaw law(Fit<KaplanLaw> fit) {
    return found(fit).law();
  }

  private static Fit.Found<KaplanLaw> found(Fit<KaplanLaw> fit) {
    return switch (fit) {
      case Fit.Converged<KaplanLaw>(Fit.Found<KaplanLaw> found) -> found;
      case Fit.AtBound<KaplanLaw>(_, List<String> which) -> throw new AssertionError(which);
      case Fit.NotIdentifiable<KaplanLaw>(String why) -> throw new AssertionError(why);
    };
  }
}

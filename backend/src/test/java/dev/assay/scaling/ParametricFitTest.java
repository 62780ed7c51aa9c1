package dev.assay.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ParametricFitTest {

  /**
   * The least of 4,500 minima of SciPy 1.17.1, for each table, by {@code
   * benchmarks/scaling_peer.py}:
   *
   * <pre>
   * starts = itertools.product(range(0, 26, 5), range(0, 26, 5), np.arange(-1, 1.1, .5),
   *                            np.arange(0, 2.1, .5), np.arange(0, 2.1, .5))  # a, b, e, alpha, beta
   * min(minimize(objective, s, (x, y, l), 'L-BFGS-B', jac=True).fun for s in starts)
   * </pre>
   */
  @Test
  void objective_is_no_worse_than_that_of_4500_starts_of_scipy() {
    assertNoWorse(Tables.noiseFree(), 1.8148321359443153e-13);
    assertNoWorse(Tables.noise(), 0.0001895000717349293);
    assertNoWorse(Tables.outliers(), 0.0005435753739185752);
    assertNoWorse(Tables.few(), 8.778103553660545e-07);
    assertNoWorse(Tables.narrow(), 8.530795965641398e-06);
    assertNoWorse(Tables.likeHoffmann(), 0.0009180546049923694);
    assertNoWorse(Tables.small(), 7.272044275425253e-05);
    assertNoWorse(Tables.asymmetric(), 0.00023477507278791312);
  }

  private static void assertNoWorse(List<Point> points, double scipy) {
    assertThat(found(points, Fixed.NOTHING).objective()).isLessThanOrEqualTo(scipy * (1 + 1e-6));
  }

  @Test
  void points_without_noise_give_back_their_parameters() {
    for (ParametricLaw law : List.of(Tables.BESIROGLU, Tables.HOFFMANN, Tables.ASYMMETRIC)) {
      assertSame(fitted(Tables.noisy(Tables.noiseFree(), law, 0, 0)), law);
      assertSame(fitted(Tables.noisy(Tables.likeHoffmann(), law, 0, 0)), law);
    }
    assertSame(fitted(Tables.noisy(Tables.small(), Tables.SMALL, 0, 0)), Tables.SMALL);
    assertSame(fitted(Tables.noisy(Tables.few(), Tables.BESIROGLU, 0, 0)), Tables.BESIROGLU);
  }

  @Property(tries = 50)
  void any_law_is_given_back_by_its_own_losses(
      @ForAll @DoubleRange(min = 0.5, max = 2.5) double floor,
      @ForAll @DoubleRange(min = 0.2, max = 0.6) double alpha,
      @ForAll @DoubleRange(min = 0.2, max = 0.6) double beta,
      @ForAll @DoubleRange(min = 0.2, max = 2) double paramsNats,
      @ForAll @DoubleRange(min = 0.2, max = 2) double tokensNats) {
    // so many nats at the smallest params and tokens
    double a = paramsNats * Math.pow(1e7, alpha);
    double b = tokensNats * Math.pow(1e9, beta);
    ParametricLaw law = new ParametricLaw(floor, a, b, alpha, beta);
    assertSame(fitted(Tables.noisy(Tables.noiseFree(), law, 0, 0)), law);
  }

  /** What counts are counted in is no part of the law. */
  @Property(tries = 25)
  void scaling_params_or_tokens_changes_their_coefficient_only(
      @ForAll @DoubleRange(min = 0.6, max = 5) double n,
      @ForAll @DoubleRange(min = 0.2, max = 1.9) double d) {
    ParametricLaw law = fitted(Tables.noise());
    List<Point> scaled =
        Tables.noise().stream()
            .map(p -> new Point(p.params() * n, p.tokens() * d, p.lossNats()))
            .toList();
    ParametricLaw same =
        new ParametricLaw(
            law.floorNats(),
            law.a() * Math.pow(n, law.alpha()),
            law.b() * Math.pow(d, law.beta()),
            law.alpha(),
            law.beta());
    assertSame(fitted(scaled), same);
  }

  @Property(tries = 25)
  void the_order_of_points_does_not_matter(@ForAll long seed) {
    List<Point> shuffled = new ArrayList<>(Tables.outliers());
    Collections.shuffle(shuffled, new Random(seed));
    assertSame(fitted(shuffled), fitted(Tables.outliers()));
  }

  /** Params and tokens play the same part. */
  @Test
  void params_and_tokens_can_change_places() {
    List<Point> turned =
        Tables.narrow().stream()
            .map(p -> new Point(/* params= */ p.tokens(), /* tokens= */ p.params(), p.lossNats()))
            .toList();
    ParametricLaw law = fitted(Tables.narrow());
    assertSame(
        fitted(turned),
        new ParametricLaw(law.floorNats(), law.b(), law.a(), law.beta(), law.alpha()));
  }

  @Test
  void what_is_fixed_stays() {
    ParametricLaw law = found(Tables.noise(), new Fixed(1.8, 0.35, 0.36)).law();
    assertThat(law.floorNats()).isCloseTo(1.8, within(1e-12));
    assertThat(law.alpha()).isEqualTo(0.35);
    assertThat(law.beta()).isEqualTo(0.36);
    assertThat(found(Tables.noise(), new Fixed(1.8, 0.35, 0.36)).objective())
        .isGreaterThan(found(Tables.noise(), Fixed.NOTHING).objective());
    assertThat(found(Tables.noise(), new Fixed(0.0, null, null)).law().floorNats()).isZero();
  }

  @Test
  void outliers_move_the_law_less_than_they_would_the_mean() {
    ParametricLaw law = fitted(Tables.outliers());
    for (Point point : Tables.noiseFree()) {
      assertThat(law.lossNats(point.params(), point.tokens()))
          .isCloseTo(point.lossNats(), within(0.015 * point.lossNats()));
    }
  }

  @Test
  void one_line_of_points_is_not_identifiable() {
    List<Point> line = new ArrayList<>();
    for (double n : Tables.logs(1e7, 1e10, 12)) {
      line.add(new Point(n, 20 * n, 1));
    }
    line = Tables.noisy(line, Tables.BESIROGLU, 0.01, 0);
    assertThat(why(ParametricFit.of(line, Fixed.NOTHING))).contains("other tokens per parameter");
    assertThat(why(ParametricFit.of(line, new Fixed(null, 0.35, 0.35)))).contains("condition");
  }

  @Test
  void a_term_that_the_points_do_not_show_is_told() {
    ParametricLaw noFloor = new ParametricLaw(-0.05, 480, 2000, 0.35, 0.35);
    assertThat(ends(Tables.noisy(Tables.noiseFree(), noFloor, 0.01, 0))).containsExactly("E is 0");
    ParametricLaw noParams = new ParametricLaw(1.8, 0, 2000, 0.35, 0.35);
    assertThat(ends(Tables.noisy(Tables.noiseFree(), noParams, 0.01, 0))).contains("A is 0");
  }

  @Test
  void an_exponent_that_is_too_large_is_told() {
    ParametricLaw steep = new ParametricLaw(1.8, 5e27, 2000, 4, 0.35);
    assertThat(ends(Tables.noisy(Tables.noiseFree(), steep, 0, 0)))
        .containsExactly("alpha is at its most, 3.0");
  }

  @Test
  void residuals_are_of_the_points_in_their_order() {
    List<Point> points = Tables.noise();
    Fit.Found<ParametricLaw> found = found(points, Fixed.NOTHING);
    double sum = 0;
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      double law = found.law().lossNats(point.params(), point.tokens());
      assertThat(found.logResiduals()[i])
          .isCloseTo(Math.log(point.lossNats() / law), within(1e-12));
      sum += HuberSum.huber(found.logResiduals()[i]);
    }
    assertThat(found.objective()).isCloseTo(sum, within(1e-15));
  }

  static void assertSame(ParametricLaw actual, ParametricLaw expected) {
    assertThat(actual.floorNats() / expected.floorNats()).isCloseTo(1, within(1e-6));
    assertThat(actual.a() / expected.a()).isCloseTo(1, within(1e-6));
    assertThat(actual.b() / expected.b()).isCloseTo(1, within(1e-6));
    assertThat(actual.alpha() / expected.alpha()).isCloseTo(1, within(1e-6));
    assertThat(actual.beta() / expected.beta()).isCloseTo(1, within(1e-6));
  }

  static ParametricLaw fitted(List<Point> points) {
    return found(points, Fixed.NOTHING).law();
  }

  static Fit.Found<ParametricLaw> found(List<Point> points, Fixed fixed) {
    return switch (ParametricFit.of(points, fixed)) {
      case Fit.Converged<ParametricLaw>(Fit.Found<ParametricLaw> found) -> found;
      case Fit.AtBound<ParametricLaw>(_, List<String> which) -> throw new AssertionError(which);
      case Fit.NotIdentifiable<ParametricLaw>(String why) -> throw new AssertionError(why);
    };
  }

  private static String why(Fit<ParametricLaw> fit) {
    return fit instanceof Fit.NotIdentifiable<ParametricLaw>(String why) ? why : fit.toString();
  }

  private static List<String> ends(List<Point> points) {
    return ParametricFit.of(points, Fixed.NOTHING)
            instanceof Fit.AtBound<ParametricLaw>(_, List<String> which)
        ? which
        : List.of();
  }
}

package dev.assay.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.problem.Problem;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

class BootstrapTest {

  @Test
  void intervals_do_not_depend_on_the_number_of_threads() throws Exception {
    Interval one = in(1);
    Interval four = in(4);
    assertThat(one).isEqualTo(four);
  }

  private static Interval in(int threads) throws InterruptedException, ExecutionException {
    try (ForkJoinPool pool = new ForkJoinPool(threads)) {
      return pool.submit(() -> of(Tables.noise(), 200, 7).of(ParametricLaw::alpha)).get();
    }
  }

  @Test
  void another_seed_gives_another_interval_of_about_the_same_width() {
    Interval one = of(Tables.noise(), 1000, 1).of(ParametricLaw::alpha);
    Interval two = of(Tables.noise(), 1000, 2).of(ParametricLaw::alpha);
    assertThat(one).isNotEqualTo(two);
    assertThat(width(one) / width(two)).isCloseTo(1, within(0.2));
  }

  @Test
  void intervals_hold_the_truth_of_these_points() {
    Bootstrap bootstrap = of(Tables.likeHoffmann(), 400, 1);
    ParametricLaw truth = Tables.BESIROGLU;
    assertThat(bootstrap.of(ParametricLaw::alpha).contains(truth.alpha())).isTrue();
    assertThat(bootstrap.of(ParametricLaw::beta).contains(truth.beta())).isTrue();
    assertThat(bootstrap.of(ParametricLaw::floorNats).contains(truth.floorNats())).isTrue();
    assertThat(
            bootstrap.of(law -> law.optimum(1e24).params()).contains(truth.optimum(1e24).params()))
        .isTrue();
    assertThat(bootstrap.lossNats(70e9, 1.4e12).contains(truth.lossNats(70e9, 1.4e12))).isTrue();
  }

  @Test
  void points_without_noise_leave_nothing_open() {
    Interval alpha = of(Tables.noiseFree(), 100, 1).of(ParametricLaw::alpha);
    assertThat(width(alpha)).isLessThan(1e-9);
    assertThat(alpha.estimate()).isCloseTo(0.3478, within(1e-9));
  }

  @Test
  void less_noise_gives_narrower_intervals_in_proportion() {
    List<Point> half = Tables.noisy(Tables.noiseFree(), Tables.BESIROGLU, 0.005, 0);
    double one = width(of(Tables.noise(), 500, 1).lossNats(1e11, 1e13));
    assertThat(width(of(half, 500, 1).lossNats(1e11, 1e13)) / one).isBetween(0.4, 0.6);
  }

  @Test
  void one_run_scatters_more_than_the_law() {
    Bootstrap bootstrap = of(Tables.noise(), 500, 1);
    Interval law = bootstrap.lossNats(1e9, 1e11);
    Interval run = bootstrap.lossOfRunNats(1e9, 1e11);
    assertThat(run.estimate()).isEqualTo(law.estimate());
    assertThat(run.low()).isLessThan(law.low());
    assertThat(run.high()).isGreaterThan(law.high());
    // 25 points with 1 % of noise: about twice as much to both sides
    assertThat(width(run) / run.estimate()).isBetween(0.03, 0.06);
  }

  @Test
  void fewer_points_widen_the_percentiles_as_students_t_does() {
    // SciPy 1.17.1: scipy.stats.norm.cdf(scipy.stats.t.ppf(0.025, [2, 5, 20, 100]))
    assertThat(Residuals.tail(0.025, 2)).isCloseTo(8.43826293e-06, within(1e-13));
    assertThat(Residuals.tail(0.025, 5)).isCloseTo(5.07639180e-03, within(1e-10));
    assertThat(Residuals.tail(0.025, 20)).isCloseTo(1.84909671e-02, within(1e-10));
    assertThat(Residuals.tail(0.025, 100)).isCloseTo(2.36295076e-02, within(1e-10));
  }

  @Test
  void as_many_points_as_parameters_have_no_intervals() {
    List<Point> six = Tables.few().subList(0, 6);
    Fit.Found<ParametricLaw> found = found(six);
    assertThatThrownBy(() -> Bootstrap.of(six, Fixed.NOTHING, found, 100, 1))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessageContaining("need at least 7 runs; add 1");
  }

  @Test
  void what_is_fixed_has_an_interval_of_no_width() {
    Fixed fixed = new Fixed(null, 0.35, null);
    Fit.Found<ParametricLaw> found = ParametricFitTest.found(Tables.noise(), fixed);
    Bootstrap bootstrap = Bootstrap.of(Tables.noise(), fixed, found, 100, 1);
    assertThat(width(bootstrap.of(ParametricLaw::alpha))).isZero();
    assertThat(width(bootstrap.of(ParametricLaw::beta))).isPositive();
  }

  static Bootstrap of(List<Point> points, int resamples, long seed) {
    return Bootstrap.of(points, Fixed.NOTHING, found(points), resamples, seed);
  }

  private static Fit.Found<ParametricLaw> found(List<Point> points) {
    return ParametricFitTest.found(points, Fixed.NOTHING);
  }

  private static double width(Interval interval) {
    return interval.high() - interval.low();
  }
}

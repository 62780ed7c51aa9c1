package dev.assay.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.assay.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final ToDoubleFunction<ParametricLaw> LOSS = law -> law.lossNats(1e11, 1e13);

  @Test
  void of_runs_that_are_done_once_each_is_there_once_and_costs_what_was_said() {
    double[] costs = sizes().stream().mapToDouble(size -> 2 * size.flops()).toArray();
    Plan plan = Plan.ofEach(Tables.noise(), Fixed.NOTHING, found(), LOSS, sizes(), costs, 1e23, 8);
    assertThat(plan.runs()).hasSizeGreaterThan(1);
    assertThat(plan.runs()).extracting(Plan.Proposal::index).doesNotHaveDuplicates();
    assertThat(plan.flops())
        .isCloseTo(
            plan.runs().stream().mapToDouble(run -> costs[run.index()]).sum(),
            withinPercentage(1e-6))
        .isLessThanOrEqualTo(1e23);
  }

  @Test
  void each_run_lowers_the_error_and_says_why() {
    Plan plan = plan(LOSS, 1e22, 5);
    assertThat(plan.runs()).isNotEmpty().hasSizeLessThanOrEqualTo(5);
    double before = plan.errorBefore();
    for (Plan.Proposal run : plan.runs()) {
      assertThat(run.errorBefore()).isCloseTo(before, within(1e-12));
      assertThat(run.errorAfter()).isLessThan(run.errorBefore());
      assertThat(run.why()).contains("lowers the standard error of the answer from");
      before = run.errorAfter();
    }
    assertThat(plan.errorAfter()).isCloseTo(before, within(1e-12));
    assertThat(plan.flops()).isLessThanOrEqualTo(1e22);
  }

  @Test
  void more_budget_is_never_worse() {
    assertThat(plan(LOSS, 1e23, 6).errorAfter()).isLessThan(plan(LOSS, 1e21, 6).errorAfter());
    assertThat(plan(LOSS, 1e22, 6).errorAfter()).isLessThan(plan(LOSS, 1e22, 2).errorAfter());
  }

  @Test
  void the_expected_error_is_that_of_all_runs_together() {
    Plan plan = plan(LOSS, 1e22, 4);
    List<Point> all = new ArrayList<>(Tables.noise());
    plan.runs()
        .forEach(
            run -> {
              double loss = law().lossNats(run.size().params(), run.size().tokens());
              all.add(new Point(run.size().params(), run.size().tokens(), loss));
            });
    // the same law, the same scatter, all slopes at once
    Fit.Found<ParametricLaw> same = new Fit.Found<>(law(), 0, found().logResiduals(), 1);
    double factor = Math.sqrt(20.0 / (all.size() - 5)); // of the degrees of freedom
    Plan again = Plan.of(all, Fixed.NOTHING, same, LOSS, sizes(), 1e22, 1);
    assertThat(again.errorBefore() / factor).isCloseTo(plan.errorAfter(), within(1e-6));
  }

  /**
   * A plan is worth its runs: made and fitted, they lower the interval more than as many anywhere.
   */
  @Test
  void the_plan_narrows_the_interval_more_than_small_runs_do() {
    Plan plan = plan(LOSS, 1e22, 4);
    double before = width(Tables.noise());
    assertThat(width(with(plan.runs().stream().map(Plan.Proposal::size).toList())))
        .isLessThan(before);
    List<Size> small =
        List.of(new Size(1e7, 1e9), new Size(2e7, 1e9), new Size(1e7, 2e9), new Size(2e7, 2e9));
    assertThat(width(with(plan.runs().stream().map(Plan.Proposal::size).toList())))
        .isLessThan(width(with(small)));
  }

  @Test
  void an_answer_about_the_best_size_can_be_planned_for() {
    Plan plan = plan(law -> law.optimum(1e24).params(), 1e22, 3);
    assertThat(plan.errorAfter()).isLessThan(plan.errorBefore());
  }

  @Test
  void what_cannot_be_run_is_told() {
    assertThatThrownBy(() -> plan(LOSS, 1e10, 3))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessageContaining("no size can be run for that");
    assertThatThrownBy(() -> plan(LOSS, -1, 0)).hasMessageContaining("3 things are wrong");
  }

  @Test
  void a_fit_at_a_bound_is_no_ground_for_a_plan() {
    Fit.Found<ParametricLaw> noParams =
        new Fit.Found<>(new ParametricLaw(1.8, 0, 2000, 0.35, 0.35), 0, found().logResiduals(), 1);
    assertThatThrownBy(
            () -> Plan.of(Tables.noise(), Fixed.NOTHING, noParams, LOSS, sizes(), 1e22, 1))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessageContaining("fix the parameter that is at a bound");
  }

  @Test
  void sizes_around_the_points_are_near_them_and_within_the_budget() {
    List<Size> sizes = Size.around(Tables.noise(), 1e22);
    assertThat(sizes)
        .isNotEmpty()
        .allMatch(s -> s.flops() <= 1e22)
        .allMatch(s -> s.params() >= 1e7 && s.params() <= 4.001e10)
        .allMatch(s -> s.tokens() >= 1e9 && s.tokens() <= 4.001e12);
    assertThat(Size.around(Tables.likeHoffmann(), 1e25))
        .allMatch(s -> s.tokens() / s.params() > 0.04 && s.tokens() / s.params() < 8001);
  }

  private static List<Point> with(List<Size> sizes) {
    List<Point> more = new ArrayList<>(Tables.noiseFree());
    sizes.forEach(s -> more.add(new Point(s.params(), s.tokens(), 1)));
    return Tables.noisy(more, Tables.BESIROGLU, 0.01, 0);
  }

  private static double width(List<Point> points) {
    Interval interval = BootstrapTest.of(points, 400, 1).lossNats(1e11, 1e13);
    return interval.high() - interval.low();
  }

  private static Plan plan(ToDoubleFunction<ParametricLaw> answer, double flops, int most) {
    return Plan.of(Tables.noise(), Fixed.NOTHING, found(), answer, sizes(), flops, most);
  }

  private static List<Size> sizes() {
    List<Size> sizes = new ArrayList<>();
    for (double n : Tables.logs(1e7, 4e10, 10)) {
      for (double d : Tables.logs(1e9, 4e12, 10)) {
        sizes.add(new Size(n, d));
      }
    }
    return sizes;
  }

  private static Fit.Found<ParametricLaw> found() {
    return ParametricFitTest.found(Tables.noise(), Fixed.NOTHING);
  }

  private static ParametricLaw law() {
    return found().law();
  }
}

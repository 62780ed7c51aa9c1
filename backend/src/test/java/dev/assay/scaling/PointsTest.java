package dev.assay.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PointsTest {
  private static final Fixed NOTHING = Fixed.NOTHING;

  @Test
  void sound_points_have_no_violations() {
    assertThat(Points.violations(Tables.noise(), NOTHING)).isEmpty();
    assertThat(Points.violations(Tables.small(), NOTHING)).isEmpty();
    assertThat(Points.violations(Tables.likeHoffmann(), new Fixed(1.8, 0.3, null))).isEmpty();
  }

  @Test
  void too_few_points_are_told_with_how_many_to_add() {
    List<Point> four = Tables.few().subList(0, 4);
    assertThat(rules(four, NOTHING)).anyMatch(r -> r.contains("add 1, or fix an exponent"));
    assertThat(rules(four, new Fixed(1.8, null, null))).noneMatch(r -> r.contains("at least as"));
    assertThat(rules(List.of(), NOTHING)).singleElement().asString().contains("add 5");
  }

  @Test
  void one_size_of_all_models_does_not_give_an_exponent_of_params() {
    List<Point> points = Tables.grid(new double[] {1e8}, Tables.logs(1e9, 1e11, 6));
    assertThat(Points.violations(withLosses(points), NOTHING))
        .singleElement()
        .satisfies(
            v -> {
              assertThat(v.field()).isEqualTo("params");
              assertThat(v.value()).isEqualTo("1.000e+08 in all points");
              assertThat(v.rule()).contains("add 2, or fix the exponent");
            });
  }

  @Test
  void one_number_of_tokens_in_all_runs_does_not_give_an_exponent_of_tokens() {
    List<Point> points = Tables.grid(Tables.logs(1e7, 1e9, 6), new double[] {1e9});
    assertThat(Points.violations(withLosses(points), NOTHING))
        .extracting(Violation::field)
        .containsExactly("tokens");
    List<Point> two = Tables.grid(Tables.logs(1e7, 1e9, 6), new double[] {1e9, 2e9});
    assertThat(Points.violations(withLosses(two), new Fixed(null, null, 0.3))).isEmpty();
    assertThat(rules(withLosses(two), NOTHING)).singleElement().asString().contains("add 1");
  }

  @Test
  void everything_that_is_wrong_is_told_at_once() {
    List<Point> points = new ArrayList<>(Tables.noise());
    points.add(new Point(1e8, 1e10, Double.NaN));
    points.add(new Point(1e8, 1e10, -2));
    points.add(new Point(1e8, 1e10, 0));
    points.add(new Point(-1, 1e10, 3));
    points.add(new Point(124, 1e10, 3));
    points.add(new Point(1e9, 2e4, 3)); // 20 billion tokens in millions
    points.add(new Point(1e8, 1e10, 31));
    points.add(new Point(1e8, 1e10, 3, 6e9)); // GFLOP
    points.add(points.get(2));
    assertThatThrownBy(() -> ParametricFit.of(points, NOTHING))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessageContaining("points[25].lossNats is NaN")
        .satisfies(
            e ->
                assertThat(((Problem.Invalid) e).violations())
                    .extracting(Violation::field)
                    .contains(
                        "points[25].lossNats",
                        "points[26].lossNats",
                        "points[27].lossNats",
                        "points[28].params",
                        "points[29].params",
                        "points[30].tokens",
                        "points[31].lossNats",
                        "points[32].flops",
                        "points[33]"));
  }

  @Test
  void each_violation_says_what_to_do() {
    assertThat(rule(new Point(1e9, 2e4, 3))).contains("not one in millions");
    assertThat(rule(new Point(1e8, 1e10, 31))).contains("logarithm of a perplexity");
    assertThat(rule(new Point(1e8, 1e10, Double.POSITIVE_INFINITY))).contains("leave out runs");
    assertThat(rule(new Point(125, 1e4, 3))).contains("124e6");
    assertThat(rule(new Point(1e8, 1e10, 3, 6e9))).contains("leave them out");
  }

  @Test
  void a_repetition_with_another_loss_is_no_duplicate() {
    List<Point> points = new ArrayList<>(Tables.noise());
    points.add(points.getFirst().withLoss(points.getFirst().lossNats() + 0.01));
    assertThat(Points.violations(points, NOTHING)).isEmpty();
  }

  @Test
  void a_floor_above_all_losses_is_refused() {
    assertThat(Points.violations(Tables.noise(), new Fixed(9.0, null, null)))
        .singleElement()
        .satisfies(
            v -> {
              assertThat(v.field()).isEqualTo("fixed.floorNats");
              assertThat(v.rule()).contains("fix a lower floor");
            });
    assertThat(Points.violations(Tables.noise(), new Fixed(-1.0, 0.0, 4.0)))
        .extracting(Violation::field)
        .containsExactly("fixed.floorNats", "fixed.alpha", "fixed.beta");
  }

  private static List<Point> withLosses(List<Point> points) {
    return Tables.noisy(points, Tables.BESIROGLU, 0.01, 0);
  }

  private static String rule(Point point) {
    return Points.each(List.of(point)).getFirst().rule();
  }

  private static List<String> rules(List<Point> points, Fixed fixed) {
    return Points.violations(points, fixed).stream().map(Violation::rule).toList();
  }
}

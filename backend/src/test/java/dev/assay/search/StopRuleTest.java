package dev.assay.search;

import static dev.assay.search.Direction.MAXIMIZE;
import static dev.assay.search.Direction.MINIMIZE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StopRuleTest {
  private static final Configuration ANY = Configuration.of(Map.of());

  private static List<Outcome> outcomes(double... values) {
    return Arrays.stream(values).mapToObj(v -> new Outcome(ANY, new double[] {v})).toList();
  }

  @Test
  void sweep_ends_after_so_many_trials_in_vain() {
    StopRule rule = new StopRule(3, 0);

    assertThat(rule.judge(List.of(MINIMIZE), outcomes(5, 4, 4, 6)))
        .isEqualTo(new StopRule.Advice.GoOn("2 of 4 trials since the last improvement to 4"));
    assertThat(rule.judge(List.of(MINIMIZE), outcomes(5, 4, 4, 6, Double.NaN)))
        .isEqualTo(
            new StopRule.Advice.Stop(
                "3 of 5 trials since the last improvement to 4: of random trials, the next 3 would"
                    + " improve with probability 0.38"));
    assertThat(rule.judge(List.of(MINIMIZE), outcomes(5, 4, 4, 6, 3)))
        .isEqualTo(new StopRule.Advice.GoOn("0 of 5 trials since the last improvement to 3"));
    assertThat(rule.judge(List.of(MAXIMIZE), outcomes(5, 4, 4, 6)))
        .isInstanceOf(StopRule.Advice.GoOn.class);
    assertThat(rule.judge(List.of(MAXIMIZE), outcomes(5, 4, 4, 3)))
        .isInstanceOf(StopRule.Advice.Stop.class);
    assertThat(rule.judge(List.of(MINIMIZE), List.of()))
        .isEqualTo(new StopRule.Advice.GoOn("none of 0 trials has a value"));
  }

  @Test
  void small_improvements_do_not_count_one_by_one_but_together() {
    StopRule rule = new StopRule(3, 0.5);

    assertThat(rule.judge(List.of(MINIMIZE), outcomes(5, 4.9, 4.8, 4.7)))
        .isInstanceOf(StopRule.Advice.Stop.class);
    assertThat(rule.judge(List.of(MINIMIZE), outcomes(5, 4.8, 4.6, 4.4)))
        .isInstanceOf(StopRule.Advice.GoOn.class);
    assertThat(rule.judge(List.of(MAXIMIZE), outcomes(5, 5.1, 5.2, 5.4)))
        .isInstanceOf(StopRule.Advice.Stop.class);
  }

  @Test
  void trials_without_a_value_do_not_improve() {
    assertThat(
            new StopRule(2, 0).judge(List.of(MINIMIZE), outcomes(Double.NaN, Double.NaN)).reason())
        .startsWith("none of 2 trials has a value");
    assertThat(new StopRule(2, 0).judge(List.of(MINIMIZE), outcomes(Double.NaN, Double.NaN, 3)))
        .isInstanceOf(StopRule.Advice.GoOn.class);
  }

  @Test
  void with_several_objectives_what_joins_the_front_improves() {
    List<Direction> directions = List.of(MINIMIZE, MAXIMIZE);
    List<Outcome> front =
        List.of(
            new Outcome(ANY, new double[] {2, 2}),
            new Outcome(ANY, new double[] {1, 1}),
            new Outcome(ANY, new double[] {3, 3}));
    Outcome dominated = new Outcome(ANY, new double[] {3, 2});

    assertThat(new StopRule(1, 0).judge(directions, front))
        .isEqualTo(new StopRule.Advice.GoOn("0 of 3 trials since the last improvement"));
    assertThat(
            new StopRule(1, 0)
                .judge(directions, List.of(front.get(0), front.get(1), front.get(2), dominated)))
        .isInstanceOf(StopRule.Advice.Stop.class);
  }

  @Test
  void patience_is_positive() {
    assertThatThrownBy(() -> new StopRule(0, 0)).hasMessage("patience is 0: it is at least 1");
  }
}

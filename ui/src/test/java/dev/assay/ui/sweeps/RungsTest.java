package dev.assay.ui.sweeps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.search.Direction;
import dev.assay.search.LearningCurve;
import dev.assay.search.PrunerSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class RungsTest {
  private static final PrunerSpec ASHA = new PrunerSpec.Asha(100, 900, 3);

  private static LearningCurve curve(int trial, double... values) {
    long[] steps = new long[values.length];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = i == 0 ? 100 : 300;
    }
    return new LearningCurve(trial, steps, values);
  }

  private static final List<LearningCurve> CURVES =
      List.of(curve(0, 3.0, 2.0), curve(1, 4.0), curve(2, 5.0), curve(3, 3.5, 2.5), curve(4, 9.0));

  @Test
  void rungs_are_below_the_last_step_and_count_who_reached_them() {
    List<Rungs.Rung> rungs = Rungs.of(ASHA, Direction.MINIMIZE, CURVES, List.of(1, 2));
    assertThat(rungs).extracting(Rungs.Rung::step).containsExactly(100L, 300L);
    assertThat(rungs).extracting(Rungs.Rung::reached).containsExactly(5, 2);
  }

  @Test
  void a_pruned_trial_stands_at_the_highest_rung_that_it_reached() {
    List<Rungs.Rung> rungs = Rungs.of(ASHA, Direction.MINIMIZE, CURVES, List.of(1, 2, 3));
    assertThat(rungs.get(0).pruned()).containsExactly(1, 2);
    assertThat(rungs.get(1).pruned()).containsExactly(3);
  }

  @Test
  void the_bound_is_the_worst_value_of_the_share_that_goes_on() {
    // of 5 the best ⌊5/3⌋ = 1 goes on, of 2 at least 1
    assertThat(Rungs.of(ASHA, Direction.MINIMIZE, CURVES, List.of()))
        .extracting(Rungs.Rung::bound)
        .containsExactly(3.0, 2.0);
    assertThat(Rungs.of(ASHA, Direction.MAXIMIZE, CURVES, List.of()))
        .extracting(Rungs.Rung::bound)
        .containsExactly(9.0, 2.5);
  }

  @Test
  void what_is_no_number_never_is_the_bound_while_there_is_a_number() {
    List<LearningCurve> curves = List.of(curve(0, Double.NaN), curve(1, 4.0));
    assertThat(Rungs.of(ASHA, Direction.MAXIMIZE, curves, List.of()).getFirst().bound())
        .isEqualTo(4);
  }

  @Test
  void a_pruner_without_rungs_has_none() {
    assertThat(Rungs.of(new PrunerSpec.None(), Direction.MINIMIZE, CURVES, List.of())).isEmpty();
  }
}

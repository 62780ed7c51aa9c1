package dev.assay.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  private static Schedule of(Schedule.Shape shape) {
    return new Schedule(shape, 0.5, 0.1, 10, 0.2);
  }

  @Test
  void all_warm_up_in_equal_parts() {
    for (Schedule.Shape shape : Schedule.Shape.values()) {
      assertThat(of(shape).at(1, 110)).isCloseTo(0.05, within(1e-12));
      assertThat(of(shape).at(10, 110)).isCloseTo(0.5, within(1e-12));
    }
  }

  /** By hand: a quarter, half and all of the way from 0.5 to 0.1. */
  @Test
  void cosine_and_linear_fall_over_the_whole_way() {
    assertThat(of(Schedule.Shape.COSINE).at(35, 110))
        .isCloseTo(0.1 + 0.2 * (1 + Math.sqrt(0.5)), within(1e-12));
    assertThat(of(Schedule.Shape.COSINE).at(60, 110)).isCloseTo(0.3, within(1e-12));
    assertThat(of(Schedule.Shape.COSINE).at(110, 110)).isCloseTo(0.1, within(1e-12));
    assertThat(of(Schedule.Shape.LINEAR).at(35, 110)).isCloseTo(0.4, within(1e-12));
    assertThat(of(Schedule.Shape.LINEAR).at(110, 110)).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void wsd_stays_and_falls_in_the_last_part() {
    Schedule wsd = of(Schedule.Shape.WSD);
    assertThat(wsd.at(50, 110)).isEqualTo(0.5);
    assertThat(wsd.at(90, 110)).isEqualTo(0.5); // four fifths of the way
    assertThat(wsd.at(95, 110)).isCloseTo(0.1 + 0.4 * 0.5, within(1e-12)); // 1 − √¼
    assertThat(wsd.at(110, 110)).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void constant_stays() {
    assertThat(of(Schedule.Shape.CONSTANT).at(110, 110)).isEqualTo(0.5);
  }

  @Property
  void rates_stay_between_minimum_and_peak_and_never_rise_again(
      @ForAll Schedule.Shape shape,
      @ForAll @IntRange(min = 0, max = 40) int warmup,
      @ForAll @IntRange(min = 41, max = 400) int steps) {
    var schedule = new Schedule(shape, 0.3, 0.02, warmup, 0.3);
    double before = schedule.at(Math.max(1, warmup), steps);
    for (int step = warmup + 1; step <= steps; step++) {
      double lr = schedule.at(step, steps);
      assertThat(lr).isBetween(0.02 - 1e-12, 0.3 + 1e-12).isLessThanOrEqualTo(before + 1e-12);
      before = lr;
    }
  }

  @Test
  void budgets_are_steps_where_they_can_be() {
    assertThat(new Budget.Steps(7).steps(100, 3)).hasValue(7);
    assertThat(new Budget.Tokens(1001).steps(100, 3)).hasValue(11);
    assertThat(new Budget.Flops(900).steps(100, 3)).hasValue(3);
    assertThat(new Budget.Flops(901).steps(100, 3)).hasValue(4);
    assertThat(new Budget.Time(Duration.ofSeconds(1)).steps(100, 3)).isEmpty();
    assertThatThrownBy(() -> new Budget.Flops(1e30).steps(100, 3))
        .hasMessageContaining("must be at most 2147483647");
  }

  @Test
  void values_out_of_range_are_refused() {
    assertThatThrownBy(() -> new Schedule(Schedule.Shape.LINEAR, 0.1, 0.2, 0, 0.2))
        .hasMessage("minLr is 0.2; must be 0 to peakLr, 0.1");
    assertThatThrownBy(() -> new Budget.Steps(0)).hasMessage("steps is 0; must be at least 1");
    assertThatThrownBy(() -> new Budget.Time(Duration.ZERO))
        .hasMessage("time is PT0S; must be above 0");
  }
}

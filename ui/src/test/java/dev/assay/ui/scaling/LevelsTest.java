package dev.assay.ui.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LevelsTest {
  @Test
  void values_that_nearly_agree_are_one() {
    assertThat(Levels.of(List.of(1.01e6, 4e6, 1e6, 4.05e6)).values()).containsExactly(1e6, 4e6);
  }

  @Test
  void of_many_the_ends_and_some_between_are_kept() {
    List<Double> many = IntStream.rangeClosed(0, 40).mapToObj(i -> Math.pow(2, i)).toList();
    Levels levels = Levels.of(many);
    assertThat(levels.values()).hasSize(5).contains(1.0, Math.pow(2, 40)).isSorted();
  }

  @Test
  void the_nearest_is_so_by_the_ratio() {
    Levels levels = new Levels(List.of(1.0, 100.0));
    assertThat(levels.nearest(9)).isZero();
    assertThat(levels.nearest(11)).isEqualTo(1);
  }

  @Test
  void colours_go_from_one_end_of_the_scale_to_the_other() {
    Levels levels = new Levels(List.of(1.0, 2.0, 3.0));
    assertThat(levels.color(0)).isEqualTo("scale-0");
    assertThat(levels.color(2)).isEqualTo("scale-6");
    assertThat(new Levels(List.of(5.0)).color(0)).isEqualTo("scale-2");
  }

  @Test
  void of_nothing_there_are_none() {
    assertThat(Levels.of(List.of()).values()).isEmpty();
  }
}

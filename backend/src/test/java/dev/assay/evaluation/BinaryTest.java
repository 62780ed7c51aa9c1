package dev.assay.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.problem.Problem;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BinaryTest {

  @Test
  void all_that_is_wrong_is_told_with_rows() {
    Problem.Invalid wrong =
        catchThrowableOfType(
            Problem.Invalid.class,
            () ->
                Binary.of(
                    new double[] {.5, Double.NaN, 1.01},
                    new byte[] {0, 2, 1},
                    new double[] {1, 1, -1}));
    assertThat(wrong)
        .hasMessage(
            "4 values are wrong, the first: probability in row 2 is NaN: a number from 0 to 1 is"
                + " expected");
    assertThat(wrong.violations())
        .extracting(Problem.Violation::field)
        .containsExactly(
            "probability in row 2", "probability in row 3", "label in row 2", "weight in row 3");
  }

  @Test
  void twenty_are_listed_and_all_are_counted() {
    double[] p = new double[1000];
    Arrays.fill(p, 2);
    Problem.Invalid wrong =
        catchThrowableOfType(Problem.Invalid.class, () -> Binary.of(p, new byte[1000]));
    assertThat(wrong.violations()).hasSize(20);
    assertThat(wrong).hasMessageStartingWith("1000 values are wrong");
  }

  @Test
  void no_rows_and_other_lengths_are_refused() {
    assertThatThrownBy(() -> Binary.of(new double[0], new byte[0])).hasMessageContaining("0 rows");
    assertThatThrownBy(() -> Binary.of(new double[2], new byte[1]))
        .hasMessage("labels is 1 values: there are 2 rows");
    assertThatThrownBy(() -> Binary.of(new double[1], new byte[1], new double[1]))
        .hasMessageContaining("0 everywhere");
  }

  @Test
  void classes_that_do_not_sum_to_one_are_refused_unless_renormalised() {
    double[] p = {.5, .5, .2, .2};
    int[] y = {0, 1};
    assertThatThrownBy(() -> Multiclass.of(p, 2, y, null))
        .hasMessageContaining("sum of probabilities in row 2 is 0.4");
    Multiclass renormalised = Multiclass.of(Multiclass.renormalised(p, 2), 2, y, null);
    assertThat(renormalised.probability(1, 0)).isEqualTo(.5);
    assertThat(Multiclass.of(new double[] {.5, .49991}, 2, new int[1], null).size()).isEqualTo(1);
    assertThatThrownBy(() -> Multiclass.of(new double[] {.5, .4998}, 2, new int[1], null))
        .isInstanceOf(Problem.Invalid.class);
  }

  @Test
  void labels_and_shapes_of_classes_are_checked() {
    assertThatThrownBy(() -> Multiclass.of(new double[] {1, 0}, 2, new int[] {2}, null))
        .hasMessage("label in row 1 is 2: a class from 0 to 1 is expected");
    assertThatThrownBy(() -> Multiclass.of(new double[3], 2, new int[1], null))
        .hasMessageContaining("there are 1 rows of 2 classes");
    assertThatThrownBy(
            () -> Multiclass.of(Multiclass.renormalised(new double[2], 2), 2, new int[1], null))
        .hasMessageContaining("NaN");
  }

  @Test
  void top_label_takes_the_first_of_equal_classes() {
    Multiclass rows =
        Multiclass.of(new double[] {.4, .4, .2, .1, .2, .7}, 3, new int[] {1, 2}, null);
    Binary top = rows.topLabel();
    assertThat(top.probability(0)).isEqualTo(.4);
    assertThat(top.label(0)).isZero();
    assertThat(top.label(1)).isEqualTo(1);
  }
}

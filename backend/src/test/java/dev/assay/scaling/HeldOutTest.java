package dev.assay.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.problem.Problem;
import dev.assay.scaling.HeldOut.Score;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldOutTest {
  private static final Candidate FREE = Candidate.parametric("L(N, D)", Fixed.NOTHING);
  private static final Candidate NO_FLOOR =
      Candidate.parametric("L(N, D) without E", new Fixed(0.0, null, null));
  private static final Candidate PARAMS = Candidate.kaplan("L(N)", Point::params, 0.0);

  @Test
  void the_law_that_made_the_points_predicts_best() {
    List<Score> scores =
        HeldOut.compare(Tables.likeHoffmann(), List.of(PARAMS, NO_FLOOR, FREE), 5, 1);
    assertThat(scores).extracting(Score::name).first().isEqualTo("L(N, D)");
    assertThat(scores.getFirst().largest()).isBetween(0.005, 0.02); // the noise is 1 %
    assertThat(scores.getFirst().folds()).isBetween(0.005, 0.02);
    assertThat(scores).allMatch(s -> s.why() == null);
    assertThat(scores.getLast().largest()).isGreaterThan(0.05);
  }

  @Test
  void points_without_noise_are_predicted_exactly() {
    List<HeldOut.Predicted> largest = HeldOut.largest(Tables.noiseFree(), FREE);
    assertThat(largest).singleElement().extracting(p -> p.point().flops()).isEqualTo(6e22);
    assertThat(largest.getFirst().logError()).isCloseTo(0, within(1e-9));
  }

  /** More parameters always fit better; that is no reason to take them. */
  @Test
  void fewer_free_parameters_fit_worse_in_sample() {
    Candidate fixed = Candidate.parametric("fixed", new Fixed(1.8172, 0.3478, 0.3658));
    List<Score> scores = HeldOut.compare(Tables.few(), List.of(FREE, fixed), 7, 1);
    Score free = scores.stream().filter(s -> s.name().equals("L(N, D)")).findFirst().orElseThrow();
    Score held = scores.stream().filter(s -> s.name().equals("fixed")).findFirst().orElseThrow();
    assertThat(free.inSample()).isLessThan(held.inSample());
    assertThat(held.folds()).isLessThan(free.folds());
  }

  @Test
  void a_law_that_cannot_be_fitted_without_the_largest_says_why() {
    List<Point> five = Tables.few().subList(0, 5);
    Score score = HeldOut.compare(five, List.of(FREE), 5, 1).getFirst();
    assertThat(score.largest()).isNaN();
    assertThat(score.why()).contains("add 1");
  }

  @Test
  void folds_do_not_depend_on_anything_but_the_seed() {
    List<Score> one = HeldOut.compare(Tables.noise(), List.of(FREE), 5, 3);
    assertThat(HeldOut.compare(Tables.noise(), List.of(FREE), 5, 3)).isEqualTo(one);
    assertThatThrownBy(() -> HeldOut.compare(Tables.few(), List.of(FREE), 8, 1))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessageContaining("2 to 7");
  }
}

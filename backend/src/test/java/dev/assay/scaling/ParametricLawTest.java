package dev.assay.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.scaling.ParametricLaw.Optimum;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ParametricLawTest {

  @Property(tries = 200)
  void no_other_size_is_better_at_the_same_compute(
      @ForAll @DoubleRange(min = 0.1, max = 1) double alpha,
      @ForAll @DoubleRange(min = 0.1, max = 1) double beta,
      @ForAll @DoubleRange(min = 15, max = 26) double magnitude,
      @ForAll @DoubleRange(min = 0.5, max = 2) double off) {
    ParametricLaw law = new ParametricLaw(1.7, 400, 900, alpha, beta);
    Optimum best = law.optimum(Math.pow(10, magnitude));
    assertThat(Point.flops(best.params(), best.tokens()) / best.flops()).isCloseTo(1, within(1e-9));
    assertThat(best.lossNats()).isEqualTo(law.lossNats(best.params(), best.tokens()));
    double other = law.lossNats(best.params() * off, best.tokens() / off);
    assertThat(other).isGreaterThanOrEqualTo(best.lossNats() * (1 - 1e-12));
  }

  /** Besiroglu et al. 2024: their fit agrees with the 20 tokens per parameter of Chinchilla. */
  @Test
  void tokens_per_parameter_at_the_budget_of_chinchilla() {
    assertThat(Tables.BESIROGLU.optimum(5.76e23).tokensPerParam()).isBetween(15.0, 30.0);
  }

  @Test
  void a_run_is_placed_against_the_law() {
    Bootstrap bootstrap = BootstrapTest.of(Tables.noise(), 400, 1);
    double law = bootstrap.lossNats(3e8, 3e10).estimate();
    assertThat(bootstrap.position(new Point(3e8, 3e10, law)).standing()).isEqualTo(Standing.ON);
    assertThat(bootstrap.position(new Point(3e8, 3e10, law * 0.95)).standing())
        .isEqualTo(Standing.BELOW);
    BestUse.Position above = bootstrap.position(new Point(3e8, 3e10, law * 1.05));
    assertThat(above.standing()).isEqualTo(Standing.ABOVE);
    assertThat(above.expected().high()).isLessThan(above.lossNats());
  }

  @Test
  void ten_times_the_compute_lowers_the_loss_by_what_the_optima_differ() {
    BestUse.More more = BootstrapTest.of(Tables.noise(), 400, 1).more(1e21, 10);
    assertThat(more.then().best().flops()).isEqualTo(1e22);
    assertThat(more.lossDropNats().estimate())
        .isEqualTo(more.now().best().lossNats() - more.then().best().lossNats());
    assertThat(more.lossDropNats().low()).isPositive();
    assertThat(more.lossDropNats().contains(more.lossDropNats().estimate())).isTrue();
    assertThat(more.now().params().contains(more.now().best().params())).isTrue();
    assertThat(more.then().tokensPerParam().low()).isLessThan(more.then().tokensPerParam().high());
  }
}

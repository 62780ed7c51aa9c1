package dev.assay.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.problem.Problem;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class PowerLawTest {
  private static final double[] X = {1e17, 1e18, 1e19, 1e20, 1e21, 3e21};
  private static final double[] Y = {8e-3, 5.1e-3, 3.2e-3, 1.7e-3, 1.3e-3, 0.9e-3};

  /**
   * <pre>
   * SciPy 1.17.1:
   * x = np.log([1e17, 1e18, 1e19, 1e20, 1e21, 3e21])
   * y = np.log([8e-3, 5.1e-3, 3.2e-3, 1.7e-3, 1.3e-3, 0.9e-3])
   * f = scipy.stats.linregress(x, y)
   * t = scipy.stats.t.ppf(0.975, 4)
   * s = np.sqrt(np.sum((y - f.intercept - f.slope * x) ** 2) / 4)
   * u = np.log(1e23)
   * h = t * s * np.sqrt(1 / 6 + (u - x.mean()) ** 2 / np.sum((x - x.mean()) ** 2))
   * </pre>
   */
  @Test
  void law_and_intervals_are_those_of_linear_regression() {
    PowerLaw law = PowerLaw.of(X, Y);
    assertThat(law.exponent()).isCloseTo(-0.20945418237664748, within(1e-12)); // f.slope
    assertThat(law.scatter()).isCloseTo(0.08103162914608812, within(1e-12)); // s
    assertThat(law.exponentInterval().high())
        .isCloseTo(-0.18432106905503018, within(1e-9)); // f.slope + t * f.stderr
    assertThat(law.at(1e23)).isCloseTo(0.0004477799660656145, within(1e-12));
    assertThat(law.interval(1e23).low())
        .isCloseTo(0.00035684396394148005, within(1e-12)); // exp(… - h)
    assertThat(law.intervalOfOne(1e23).low()).isLessThan(law.interval(1e23).low());
  }

  @Property(tries = 200)
  void points_without_scatter_give_back_the_law(
      @ForAll @DoubleRange(min = -3, max = 3) double exponent,
      @ForAll @DoubleRange(min = 0.01, max = 1e6) double coefficient) {
    double[] y = new double[X.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = coefficient * Math.pow(X[i] / 1e19, exponent);
    }
    PowerLaw law = PowerLaw.of(X, y);
    assertThat(law.exponent()).isCloseTo(exponent, within(1e-9));
    assertThat(law.at(1e19) / coefficient).isCloseTo(1, within(1e-9));
    assertThat(law.scatter()).isLessThan(1e-9);
  }

  @Test
  void two_points_have_no_interval() {
    PowerLaw law = PowerLaw.of(new double[] {1, 10}, new double[] {1, 100});
    assertThat(law.exponent()).isCloseTo(2, within(1e-12));
    assertThat(law.exponentInterval().low()).isNaN();
  }

  @Test
  void what_is_wrong_is_told() {
    assertThatThrownBy(() -> PowerLaw.of(new double[] {1}, new double[] {-1}))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessageContaining("y[0] is -1.0");
    assertThatThrownBy(() -> PowerLaw.of(new double[] {3, 3}, new double[] {1, 2}))
        .hasMessageContaining("add points at another x");
    assertThatThrownBy(() -> PowerLaw.of(new double[] {3, 4}, new double[] {1}))
        .hasMessageContaining("there are 2 of x");
  }
}

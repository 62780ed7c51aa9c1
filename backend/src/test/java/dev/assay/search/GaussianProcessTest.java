package dev.assay.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.search.GaussianProcess.Hyper;
import dev.assay.search.GaussianProcess.Posterior;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GaussianProcessTest {
  private static final double[][] X = {{0.1, 0.2}, {0.4, 0.9}, {0.7, 0.3}, {0.95, 0.6}};
  private static final double[] Y = {0.5, -1, 0.3, 1.2};
  private static final boolean[] NUMBERS = {false, false};
  private static final Hyper HYPER = new Hyper(new double[] {4, 0.25}, 1.5, 0.01);

  /**
   * scikit-learn: g = GaussianProcessRegressor(ConstantKernel(1.5) * Matern([.5, 2], nu=2.5),
   * alpha=.01, optimizer=None).fit(X, Y); g.predict([[.5, .5]], return_std=True);
   * g.log_marginal_likelihood_value_
   */
  @Test
  void posterior_and_likelihood_are_those_of_scikit_learn() {
    GaussianProcess process = new GaussianProcess(X, Y, NUMBERS, HYPER);
    Posterior at = process.at(new double[] {0.5, 0.5});
    assertThat(at.mean()).isCloseTo(-0.5764017938558321, within(1e-10));
    assertThat(at.variance()).isCloseTo(0.05095918711332503, within(1e-10));
    assertThat(process.logLikelihood()).isCloseTo(-6.112315695642911, within(1e-10));
  }

  @Test
  void slopes_are_those_of_differences() {
    double h = 1e-6;
    double[] logs = HYPER.logs();
    double[] gradient = new GaussianProcess(X, Y, NUMBERS, HYPER).gradient();
    for (int i = 0; i < logs.length; i++) {
      double difference = (likelihood(logs, i, h) - likelihood(logs, i, -h)) / (2 * h);
      assertThat(gradient[i]).isCloseTo(difference, within(1e-6));
    }
    GaussianProcess process = new GaussianProcess(X, Y, NUMBERS, HYPER);
    Posterior at = process.at(new double[] {0.5, 0.5});
    Posterior right = process.at(new double[] {0.5 + h, 0.5});
    Posterior left = process.at(new double[] {0.5 - h, 0.5});
    assertThat(at.meanSlope()[0]).isCloseTo((right.mean() - left.mean()) / (2 * h), within(1e-6));
    assertThat(at.varianceSlope()[0])
        .isCloseTo((right.variance() - left.variance()) / (2 * h), within(1e-6));
  }

  private static double likelihood(double[] logs, int i, double h) {
    double[] moved = logs.clone();
    moved[i] += h;
    return new GaussianProcess(X, Y, NUMBERS, Hyper.of(moved)).logLikelihood();
  }

  /** SciPy: numpy.log(norm.pdf(z) + z * norm.cdf(z)); the last by −z²/2 − ½ log 2π − 2 log |z|. */
  @ParameterizedTest
  @CsvSource({
    "1.5, 0.42481455676225943",
    "-0.5, -1.6205162643873197",
    "-3, -7.869686059603018",
    "-1e6, -5.000000000285500e11"
  })
  void improvement_is_right_in_the_tail_too(double z, double expected) {
    assertThat(ExpectedImprovement.logH(z)).isCloseTo(expected, within(1e-11 * Math.abs(expected)));
  }
}

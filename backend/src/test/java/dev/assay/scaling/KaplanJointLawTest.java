package dev.assay.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class KaplanJointLawTest {
  /** Kaplan et al. 2020, table 2. */
  private static final KaplanJointLaw PUBLISHED = new KaplanJointLaw(6.4e13, 1.8e13, 0.076, 0.103);

  private static final double[] PARAMS = Tables.logs(1e5, 1e8, 6);
  private static final double[] TOKENS = Tables.logs(1e8, 1e10, 4);

  /** The published law with a scatter of 0.4 %: see {@link #scipys_minimum_is_reached}. */
  private static final double[] NOISY = {
    4.681288372905761,
    4.650686403366988,
    4.66613035081422,
    4.677627697590629,
    4.287728452728958,
    4.22049061763656,
    4.1979539246276145,
    4.19157510006834,
    3.941538426496466,
    3.8455313005276586,
    3.797054627240471,
    3.768107884046414,
    3.68502114156973,
    3.5129599799705997,
    3.4299061306576872,
    3.3884588878854043,
    3.5707024046872466,
    3.230709601614041,
    3.1066186898481347,
    3.0726075213006805,
    3.5042598124199604,
    3.1017625285549237,
    2.8661130143917704,
    2.7812921784685614
  };

  @Test
  void the_published_law_is_given_back() {
    KaplanJointLaw fitted = found(KaplanJointLaw.fit(points(PUBLISHED, l -> l))).law();
    assertThat(fitted.alphaParams()).isCloseTo(0.076, within(1e-8));
    assertThat(fitted.alphaTokens()).isCloseTo(0.103, within(1e-8));
    assertThat(fitted.paramsScale() / 6.4e13).isCloseTo(1, within(1e-6));
    assertThat(fitted.tokensScale() / 1.8e13).isCloseTo(1, within(1e-6));
  }

  @Property(tries = 50)
  void any_law_is_given_back(
      @ForAll @DoubleRange(min = 0.05, max = 0.5) double alphaParams,
      @ForAll @DoubleRange(min = 0.05, max = 0.5) double alphaTokens,
      @ForAll @DoubleRange(min = 1.5, max = 3) double nats) {
    // at the middle of the sizes both terms are half
    double half = Math.log(nats) / alphaTokens - Math.log(2);
    KaplanJointLaw law =
        new KaplanJointLaw(
            Math.exp(half * alphaTokens / alphaParams) * Math.sqrt(1e5 * 1e8),
            Math.exp(half) * Math.sqrt(1e8 * 1e10),
            alphaParams,
            alphaTokens);
    KaplanJointLaw fitted = found(KaplanJointLaw.fit(points(law, l -> l))).law();
    assertThat(fitted.alphaParams() / alphaParams).isCloseTo(1, within(1e-6));
    assertThat(fitted.alphaTokens() / alphaTokens).isCloseTo(1, within(1e-6));
    for (Point p : points(law, l -> l)) {
      assertThat(fitted.lossNats(p.params(), p.tokens()) / p.lossNats()).isCloseTo(1, within(1e-9));
    }
  }

  /**
   * SciPy 1.17.1, L-BFGS-B from 144 starts, the best polished by Nelder and Mead's method.
   *
   * <pre>
   * rng = np.random.default_rng(5)
   * n = np.repeat(np.logspace(5, 8, 6), 4); d = np.tile(np.logspace(8, 10, 4), 6)
   * loss = ((6.4e13/n)**(.076/.103) + 1.8e13/d)**.103 * np.exp(.004*rng.standard_normal(24))
   * x, y, l = np.log(n), np.log(d), np.log(loss)
   * def f(t):
   *     a, b, r, q = t
   *     e = np.abs(q*np.logaddexp(a - r*(x - x.mean()), b - (y - y.mean())) - l)
   *     return np.where(e &lt;= 1e-3, e*e/2, 1e-3*(e - 5e-4)).sum()
   * best = min((minimize(f, (a, b, r, q), method='L-BFGS-B', options=dict(ftol=1e-15, gtol=1e-12))
   *   for a in (0, 5, 10, 20) for b in (0, 5, 10, 20) for r in (.3, 1, 3) for q in (.05, .1, .3)),
   *   key=lambda m: m.fun)
   * a, b, r, q = minimize(f, best.x, method='Nelder-Mead', ...).x
   * np.exp(a/r + x.mean()), np.exp(b + y.mean()), r*q, q
   * </pre>
   */
  @Test
  void scipys_minimum_is_reached() {
    Fit.Found<KaplanJointLaw> found = found(KaplanJointLaw.fit(noisy()));
    assertThat(found.objective()).isLessThanOrEqualTo(5.673988275289476e-05 * (1 + 1e-6));
    assertThat(found.law().alphaParams()).isCloseTo(0.0761718272825942, within(2e-5));
    assertThat(found.law().alphaTokens()).isCloseTo(0.10129085791271626, within(2e-5));
  }

  @Test
  void intervals_hold_the_truth_about_as_often_as_they_say() {
    int params = 0;
    int tokens = 0;
    for (int study = 0; study < 200; study++) {
      Random random = new Random(study);
      List<Point> points = points(PUBLISHED, l -> l * Math.exp(0.003 * random.nextGaussian()));
      KaplanJointLaw.Sure sure =
          KaplanJointLaw.sure(points, found(KaplanJointLaw.fit(points)), 200, study);
      params += sure.alphaParams().contains(0.076) ? 1 : 0;
      tokens += sure.alphaTokens().contains(0.103) ? 1 : 0;
    }
    assertThat(params).isBetween(180, 199);
    assertThat(tokens).isBetween(180, 199);
  }

  @Test
  void what_is_wrong_is_told() {
    List<Point> one = noisy().stream().filter(p -> p.params() == 1e5).toList();
    assertThatThrownBy(() -> KaplanJointLaw.fit(one))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessageContaining("params is 1.000e+05 in all points");
    assertThatThrownBy(() -> KaplanJointLaw.fit(noisy().subList(2, 5)))
        .hasMessageContaining("4 parameters need at least as many runs");
  }

  private static List<Point> noisy() {
    List<Point> points = new ArrayList<>();
    for (double n : PARAMS) {
      for (double d : TOKENS) {
        points.add(new Point(n, d, NOISY[points.size()]));
      }
    }
    return points;
  }

  private static List<Point> points(KaplanJointLaw law, DoubleUnaryOperator scatter) {
    List<Point> points = new ArrayList<>();
    for (double n : PARAMS) {
      for (double d : TOKENS) {
        points.add(new Point(n, d, scatter.applyAsDouble(law.lossNats(n, d))));
      }
    }
    return points;
  }

  private static Fit.Found<KaplanJointLaw> found(Fit<KaplanJointLaw> fit) {
    return switch (fit) {
      case Fit.Converged<KaplanJointLaw>(Fit.Found<KaplanJointLaw> found) -> found;
      case Fit.AtBound<KaplanJointLaw>(_, List<String> which) -> throw new AssertionError(which);
      case Fit.NotIdentifiable<KaplanJointLaw>(String why) -> throw new AssertionError(why);
    };
  }
}

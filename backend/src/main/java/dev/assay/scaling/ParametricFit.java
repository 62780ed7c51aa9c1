package dev.assay.scaling;

import dev.assay.problem.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Fits L(N, D) = E + A/N^α + B/D^β (approach 3 of Hoffmann et al. 2022). */
public final class ParametricFit {
  private static final String[] NAMES = {"A", "B", "E", "alpha", "beta"};
  private static final double ON_LINE = 1e-6; // of ln D

  private final PowerTerms terms;
  private final double[] logLoss;
  private final Bounds bounds;
  private final Fitter fitter;

  ParametricFit(List<Point> points, Fixed fixed) {
    this.terms = PowerTerms.of(logs(points, Point::params), logs(points, Point::tokens));
    this.logLoss = logs(points, Point::lossNats);
    this.bounds = Bounds.of(NAMES, logLoss, fixed.floorNats(), fixed.alpha(), fixed.beta());
    this.fitter = new Fitter(terms, bounds);
  }

  /**
   * @throws Problem.Invalid with all that is wrong with the points
   */
  public static Fit<ParametricLaw> of(List<Point> points, Fixed fixed) {
    Points.check(points, fixed);
    ParametricFit fit = new ParametricFit(points, fixed);
    if (fixed.alpha() == null && fixed.beta() == null && fit.isOneLine()) {
      return new Fit.NotIdentifiable<>(
          "all points lie on one line, tokens = k · params^p: what params do and what tokens do"
              + " cannot be told apart; add runs with other tokens per parameter");
    }
    return fit.fitter.fit(fit.logLoss, fit::law);
  }

  /** ln L of the points. */
  double[] logLoss() {
    return logLoss;
  }

  /**
   * Fits other losses of the same runs.
   *
   * @param near a law to start from
   */
  ParametricLaw again(ParametricLaw near, double[] otherLogLoss) {
    return law(fitter.near(theta(near), otherLogLoss));
  }

  /** ∂ ln L̂/∂θ of the parameters that are free, (sizes, p). */
  double[][] slopes(ParametricLaw law, List<Size> sizes) {
    double[] params = sizes.stream().mapToDouble(s -> Math.log(s.params())).toArray();
    double[] tokens = sizes.stream().mapToDouble(s -> Math.log(s.tokens())).toArray();
    PowerTerms there = new PowerTerms(new double[][] {params, tokens}, terms.centres());
    double[] none = new double[sizes.size()];
    return new HuberSum(there, none, bounds).slopes(theta(law));
  }

  /** ∂ answer/∂θ of the parameters that are free, by differences. */
  double[] gradient(ParametricLaw law, ToDoubleFunction<ParametricLaw> answer, double step) {
    int[] free = bounds.free();
    double[] gradient = new double[free.length];
    for (int f = 0; f < free.length; f++) {
      double[] up = theta(law);
      double[] down = theta(law);
      up[free[f]] += step;
      down[free[f]] -= step;
      gradient[f] = (answer.applyAsDouble(law(up)) - answer.applyAsDouble(law(down))) / (2 * step);
    }
    return gradient;
  }

  /** Of the parameters that are free, in their order. */
  String[] freeNames() {
    return Arrays.stream(bounds.free()).mapToObj(i -> NAMES[i]).toArray(String[]::new);
  }

  private ParametricLaw law(double[] theta) {
    return new ParametricLaw(
        terms.coefficient(2, theta),
        terms.coefficient(0, theta),
        terms.coefficient(1, theta),
        theta[3],
        theta[4]);
  }

  /** Parameters in the order (ln A, ln B, ln E, α, β), the first two at the centres. */
  private double[] theta(ParametricLaw law) {
    return new double[] {
      Math.log(law.a()) - law.alpha() * terms.centres()[0],
      Math.log(law.b()) - law.beta() * terms.centres()[1],
      Math.log(law.floorNats()),
      law.alpha(),
      law.beta()
    };
  }

  private boolean isOneLine() {
    double[] x = terms.logs()[0];
    double[] y = terms.logs()[1];
    double xx = 0;
    double xy = 0;
    for (int i = 0; i < x.length; i++) {
      double dx = x[i] - terms.centres()[0];
      xx += dx * dx;
      xy += dx * (y[i] - terms.centres()[1]);
    }
    double off = 0;
    for (int i = 0; i < x.length; i++) {
      double line = terms.centres()[1] + xy / xx * (x[i] - terms.centres()[0]);
      off = Math.max(off, Math.abs(y[i] - line));
    }
    return off < ON_LINE;
  }

  static double[] logs(List<Point> points, ToDoubleFunction<Point> value) {
    return points.stream().mapToDouble(p -> Math.log(value.applyAsDouble(p))).toArray();
  }
}

package dev.assay.scaling;

import dev.assay.problem.Problem.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * L(N, D) = ((N_c/N)^(α_N/α_D) + D_c/D)^α_D (Kaplan et al. 2020, equation 1.5), which has no floor:
 * the loss goes to 0 with N and D.
 *
 * @param paramsScale N_c
 * @param tokensScale D_c
 * @param alphaParams α_N
 * @param alphaTokens α_D
 */
public record KaplanJointLaw(
    double paramsScale, double tokensScale, double alphaParams, double alphaTokens) {
  private static final String[] NAMES = {"N_c", "D_c", "alpha_N/alpha_D", "alpha_D"};
  private static final int LEAST_DIFFERENT = 2; // values of N, and of D
  private static final double MOST_RATIO = 20; // of the exponents, and its inverse the least
  private static final double FAR = 16; // in logarithms: a term of 1e-7 of the other is none

  public double lossNats(double params, double tokens) {
    return Math.pow(
        Math.pow(paramsScale / params, alphaParams / alphaTokens) + tokensScale / tokens,
        alphaTokens);
  }

  /**
   * By the objective of {@link HuberSum}.
   *
   * @throws dev.assay.problem.Problem.Invalid with all that is wrong with the points
   */
  public static Fit<KaplanJointLaw> fit(List<Point> points) {
    check(points);
    double[] logLoss = ParametricFit.logs(points, Point::lossNats);
    JointTerms terms = JointTerms.of(points);
    return fitter(terms, logLoss).fit(logLoss, theta -> law(theta, terms));
  }

  /** 95 % of such intervals hold the truth if the law is right, see {@link Bootstrap}. */
  public record Sure(
      Interval paramsScale, Interval tokensScale, Interval alphaParams, Interval alphaTokens) {}

  /**
   * @param found of these runs
   * @param resamples 1,000 or more for intervals that are shown
   * @throws dev.assay.problem.Problem.Invalid when there are fewer than six runs
   */
  public static Sure sure(
      List<Point> points, Fit.Found<KaplanJointLaw> found, int resamples, long seed) {
    double[] logLoss = ParametricFit.logs(points, Point::lossNats);
    JointTerms terms = JointTerms.of(points);
    Fitter fitter = fitter(terms, logLoss);
    double[] theta = theta(found.law(), terms);
    Residuals residuals = Residuals.of(logLoss, found.logResiduals(), NAMES.length);
    List<KaplanJointLaw> laws =
        Residuals.laws(
            resamples, seed, random -> law(fitter.near(theta, residuals.drawn(random)), terms));
    return new Sure(
        residuals.interval(laws, found.law(), KaplanJointLaw::paramsScale),
        residuals.interval(laws, found.law(), KaplanJointLaw::tokensScale),
        residuals.interval(laws, found.law(), KaplanJointLaw::alphaParams),
        residuals.interval(laws, found.law(), KaplanJointLaw::alphaTokens));
  }

  /** Of L^(1/α_D): (N_c/N)^s₀ + D_c/D, s₀ = α_N/α_D and s₁ = α_D; x from their geometric means. */
  private record JointTerms(
      double[] params, double[] tokens, double paramsCentre, double tokensCentre) implements Terms {
    static JointTerms of(List<Point> points) {
      double[] params = ParametricFit.logs(points, Point::params);
      double[] tokens = ParametricFit.logs(points, Point::tokens);
      return new JointTerms(params, tokens, mean(params), mean(tokens));
    }

    private static double mean(double[] logs) {
      return Arrays.stream(logs).average().orElseThrow();
    }

    @Override
    public int points() {
      return params.length;
    }

    @Override
    public int terms() {
      return 2;
    }

    @Override
    public int shapes() {
      return 2;
    }

    @Override
    public double log(int term, int point, double[] shapes) {
      return term == 0 ? shapes[0] * slope(0, 0, point, shapes) : tokensCentre - tokens[point];
    }

    @Override
    public double slope(int term, int shape, int point, double[] shapes) {
      return term == 0 && shape == 0 ? paramsCentre - params[point] : 0;
    }

    @Override
    public double power(double[] shapes) {
      return shapes[1];
    }

    @Override
    public boolean isPower(int shape) {
      return shape == 1;
    }
  }

  private static Fitter fitter(JointTerms terms, double[] logLoss) {
    double least = Arrays.stream(logLoss).min().orElseThrow();
    double most = Arrays.stream(logLoss).max().orElseThrow();
    double low = Math.min(least / Exponent.LEAST, least / Exponent.MOST) - FAR;
    double high = Math.max(most / Exponent.LEAST, most / Exponent.MOST) + FAR;
    return new Fitter(
        terms,
        new Bounds(
            NAMES,
            new double[] {low, low, 1 / MOST_RATIO, Exponent.LEAST},
            new double[] {high, high, MOST_RATIO, Exponent.MOST}));
  }

  private static KaplanJointLaw law(double[] theta, JointTerms terms) {
    double ratio = theta[2];
    return new KaplanJointLaw(
        Math.exp(theta[0] / ratio + terms.paramsCentre),
        Math.exp(theta[1] + terms.tokensCentre),
        ratio * theta[3],
        theta[3]);
  }

  private static double[] theta(KaplanJointLaw law, JointTerms terms) {
    double ratio = law.alphaParams / law.alphaTokens;
    return new double[] {
      ratio * (Math.log(law.paramsScale) - terms.paramsCentre),
      Math.log(law.tokensScale) - terms.tokensCentre,
      ratio,
      law.alphaTokens
    };
  }

  private static void check(List<Point> points) {
    List<Violation> found = new ArrayList<>(Points.each(points));
    if (found.isEmpty()) {
      Points.enough(points, NAMES.length, found);
      Points.distinct("params", points, Point::params, LEAST_DIFFERENT, found);
      Points.distinct("tokens", points, Point::tokens, LEAST_DIFFERENT, found);
    }
    Points.throwIfAny(found);
  }
}

package dev.assay.scaling;

import dev.assay.problem.Problem.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * L = E + A/N'^α + B/D'^β where tokens are repeated (Muennighoff et al. 2023, section 3): D' = U_D
 * + U_D R_D* (1 − exp(−R_D/R_D*)) with U_D unique tokens and R_D = D/U_D − 1 repetitions; N'
 * likewise, with U_N the params that are best for U_D tokens, or N where that is less, and R_N =
 * N/U_N − 1.
 *
 * @param base of runs whose tokens are all different
 * @param tokenDecay R_D*: after so many repetitions another is worth 1/e of a new token; they found
 *     15.39
 * @param paramDecay R_N*: likewise of params beyond the best; they found 5.31. NaN, and the loss of
 *     such sizes with it, where no run had more params than the best
 */
public record RepeatLaw(ParametricLaw base, double tokenDecay, double paramDecay) {
  private static final String[] NAMES = {"A", "B", "E", "paramDecay", "tokenDecay"};
  private static final double LEAST = 0.1;
  private static final double MOST = 1000; // nobody repeats so often

  public double lossNats(double params, double tokens, double uniqueTokens) {
    return base.lossNats(
        effectiveParams(params, uniqueTokens), effectiveTokens(tokens, uniqueTokens));
  }

  public double effectiveTokens(double tokens, double uniqueTokens) {
    return worth(Math.min(tokens, uniqueTokens), tokens, tokenDecay);
  }

  public double effectiveParams(double params, double uniqueTokens) {
    return worth(Math.min(params, paramsFor(base, uniqueTokens)), params, paramDecay);
  }

  /** The size whose best use of compute is these tokens: N with D*(C) = tokens. */
  private static double paramsFor(ParametricLaw law, double tokens) {
    // of ∂L/∂ln N = ∂L/∂ln D at the optimum: αA/N^α = βB/D^β
    return Math.pow(
        law.alpha() * law.a() / (law.beta() * law.b()) * Math.pow(tokens, law.beta()),
        1 / law.alpha());
  }

  private static double worth(double unique, double all, double decay) {
    return all <= unique ? all : unique + unique * decay * -Math.expm1(-(all / unique - 1) / decay);
  }

  /** ∂ worth/∂ decay. */
  private static double worthSlope(double unique, double all, double decay) {
    double q = Math.max(0, all / unique - 1) / decay;
    return unique * (-Math.expm1(-q) - q * Math.exp(-q));
  }

  /**
   * Fits R_D* and, where there are runs with params in excess, R_N*, by the objective of {@link
   * HuberSum}.
   *
   * @param base fitted to runs without repetition before
   * @throws dev.assay.problem.Problem.Invalid with all that is wrong
   */
  public static Fit<RepeatLaw> fit(List<RepeatedPoint> points, ParametricLaw base) {
    check(points);
    return Fitting.of(points, base).fit();
  }

  /**
   * 95 % of such intervals hold the truth if the law is right and its base exact, see {@link
   * Bootstrap}.
   *
   * @param paramDecay null where no run had more params than the best
   */
  public record Sure(Interval tokenDecay, @Nullable Interval paramDecay) {}

  /**
   * @param found of these runs
   * @param resamples 1,000 or more for intervals that are shown
   * @throws dev.assay.problem.Problem.Invalid when there are fewer than two runs more than
   *     parameters
   */
  public static Sure sure(
      List<RepeatedPoint> points, Fit.Found<RepeatLaw> found, int resamples, long seed) {
    RepeatLaw law = found.law();
    Fitting fitting = Fitting.of(points, law.base);
    Residuals residuals =
        Residuals.of(fitting.logLoss, found.logResiduals(), fitting.excess ? 2 : 1);
    List<RepeatLaw> laws =
        Residuals.laws(resamples, seed, random -> fitting.again(law, residuals.drawn(random)));
    return new Sure(
        residuals.interval(laws, law, RepeatLaw::tokenDecay),
        fitting.excess ? residuals.interval(laws, law, RepeatLaw::paramDecay) : null);
  }

  /**
   * @param excess whether a run has more params than are best for its unique tokens
   */
  private record Fitting(ParametricLaw base, Fitter fitter, double[] logLoss, boolean excess) {
    static Fitting of(List<RepeatedPoint> points, ParametricLaw base) {
      boolean excess =
          points.stream().anyMatch(p -> p.point().params() > paramsFor(base, p.uniqueTokens()));
      double[] logLoss =
          ParametricFit.logs(points.stream().map(RepeatedPoint::point).toList(), Point::lossNats);
      double[] held = held(base);
      double paramLow = excess ? LEAST : 1; // any, where it is not used
      double paramHigh = excess ? MOST : 1;
      Bounds bounds =
          new Bounds(
              NAMES,
              new double[] {held[0], held[1], held[2], paramLow, LEAST},
              new double[] {held[0], held[1], held[2], paramHigh, MOST});
      return new Fitting(base, new Fitter(new Repeats(points, base), bounds), logLoss, excess);
    }

    private static double[] held(ParametricLaw base) {
      return new double[] {Math.log(base.a()), Math.log(base.b()), Math.log(base.floorNats())};
    }

    Fit<RepeatLaw> fit() {
      return fitter.fit(logLoss, this::law);
    }

    RepeatLaw again(RepeatLaw near, double[] otherLogLoss) {
      double[] held = held(base);
      double paramDecay = excess ? near.paramDecay : 1;
      double[] theta = {held[0], held[1], held[2], paramDecay, near.tokenDecay};
      return law(fitter.near(theta, otherLogLoss));
    }

    private RepeatLaw law(double[] theta) {
      return new RepeatLaw(base, theta[4], excess ? theta[3] : Double.NaN);
    }
  }

  private static void check(List<RepeatedPoint> points) {
    List<Violation> found =
        new ArrayList<>(Points.each(points.stream().map(RepeatedPoint::point).toList()));
    for (int i = 0; i < points.size(); i++) {
      double unique = points.get(i).uniqueTokens();
      double all = points.get(i).point().tokens();
      if (!(unique > 0 && unique <= all)) {
        found.add(
            new Violation(
                "points[" + i + "].uniqueTokens",
                unique + "",
                "of %s tokens at least one and at most all are different"
                    .formatted(Points.shown(all))));
      }
    }
    if (points.stream().noneMatch(p -> p.uniqueTokens() < p.point().tokens())) {
      found.add(
          new Violation(
              "points",
              points.size() + " runs, none with repeated tokens",
              "add runs that saw their tokens more than once"));
    }
    Points.throwIfAny(found);
  }

  /** A/N'^α, B/D'^β, E; shapes R_N*, R_D*. */
  private record Repeats(List<RepeatedPoint> all, ParametricLaw base) implements Terms {
    private static final int FLOOR = 2;

    @Override
    public int points() {
      return all.size();
    }

    @Override
    public int terms() {
      return 3;
    }

    @Override
    public int shapes() {
      return 2;
    }

    @Override
    public double log(int term, int point, double[] shapes) {
      return term == FLOOR
          ? 0
          : -exponent(term) * Math.log(worth(unique(term, point), all(term, point), shapes[term]));
    }

    @Override
    public double slope(int term, int shape, int point, double[] shapes) {
      if (term != shape) {
        return 0;
      }
      double unique = unique(term, point);
      double all = all(term, point);
      return -exponent(term)
          * worthSlope(unique, all, shapes[term])
          / worth(unique, all, shapes[term]);
    }

    private double exponent(int term) {
      return term == 0 ? base.alpha() : base.beta();
    }

    private double all(int term, int point) {
      Point run = all.get(point).point();
      return term == 0 ? run.params() : run.tokens();
    }

    private double unique(int term, int point) {
      double unique = all.get(point).uniqueTokens();
      return Math.min(all(term, point), term == 0 ? paramsFor(base, unique) : unique);
    }
  }
}

package dev.assay.scaling;

import dev.assay.problem.Problem.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * L(x) = (x_c/x)^α + E of one variable: params with tokens in plenty, tokens with params in plenty,
 * or compute (Kaplan et al. 2020, equations 1.1 to 1.3, which have no E).
 *
 * @param scale x_c: where the power is 1 nat
 * @param floorNats E
 */
public record KaplanLaw(double scale, double exponent, double floorNats) {
  private static final String[] NAMES = {"scale", "E", "exponent"};

  public double lossNats(double x) {
    return Math.pow(scale / x, exponent) + floorNats;
  }

  /**
   * By the objective of {@link HuberSum}.
   *
   * @param x of each run, above 0
   * @param lossNats of each run
   * @param floorNats E: 0 as Kaplan et al. have it, null where it is to be fitted
   * @throws dev.assay.problem.Problem.Invalid with all that is wrong
   */
  public static Fit<KaplanLaw> fit(double[] x, double[] lossNats, @Nullable Double floorNats) {
    check(x, lossNats, floorNats);
    double[] logLoss = logs(lossNats);
    PowerTerms terms = PowerTerms.of(logs(x));
    return fitter(terms, logLoss, floorNats).fit(logLoss, theta -> law(theta, terms));
  }

  /**
   * 95 % of such intervals hold the truth if the law is right, see {@link Bootstrap}.
   *
   * @param scale x_c
   * @param floorNats of no width where it is given
   */
  public record Sure(Interval scale, Interval exponent, Interval floorNats) {}

  /**
   * @param found of these runs
   * @param resamples 1,000 or more for intervals that are shown
   * @throws dev.assay.problem.Problem.Invalid when there are fewer than two runs more than
   *     parameters
   */
  public static Sure sure(
      double[] x,
      double[] lossNats,
      @Nullable Double floorNats,
      Fit.Found<KaplanLaw> found,
      int resamples,
      long seed) {
    double[] logLoss = logs(lossNats);
    PowerTerms terms = PowerTerms.of(logs(x));
    Fitter fitter = fitter(terms, logLoss, floorNats);
    KaplanLaw law = found.law();
    double centre = terms.centres()[0];
    double[] theta = {
      law.exponent * (Math.log(law.scale) - centre), Math.log(law.floorNats), law.exponent
    };
    Residuals residuals =
        Residuals.of(logLoss, found.logResiduals(), floorNats == null ? NAMES.length : 2);
    List<KaplanLaw> laws =
        Residuals.laws(
            resamples, seed, random -> law(fitter.near(theta, residuals.drawn(random)), terms));
    return new Sure(
        residuals.interval(laws, law, KaplanLaw::scale),
        residuals.interval(laws, law, KaplanLaw::exponent),
        residuals.interval(laws, law, KaplanLaw::floorNats));
  }

  private static Fitter fitter(PowerTerms terms, double[] logLoss, @Nullable Double floorNats) {
    return new Fitter(terms, Bounds.of(NAMES, logLoss, floorNats, (Double) null));
  }

  private static KaplanLaw law(double[] theta, PowerTerms terms) {
    double exponent = theta[2];
    return new KaplanLaw(
        Math.exp(theta[0] / exponent + terms.centres()[0]), exponent, Math.exp(theta[1]));
  }

  private static double[] logs(double[] values) {
    return Arrays.stream(values).map(Math::log).toArray();
  }

  private static void check(double[] x, double[] lossNats, @Nullable Double floorNats) {
    List<Violation> found = new ArrayList<>();
    PowerLaw.check(x, lossNats, found);
    int least = floorNats == null ? 3 : 2;
    long different = Arrays.stream(x).distinct().count();
    if (x.length >= 2 && different < least) {
      found.add(
          new Violation(
              "x",
              different + " different values",
              "%d parameters need as many; add %d, or fix the floor"
                  .formatted(least, least - different)));
    }
    if (floorNats != null && !(floorNats >= 0 && Double.isFinite(floorNats))) {
      found.add(new Violation("floorNats", floorNats + "", "a floor is 0 or more, in nats"));
    }
    Points.throwIfAny(found);
  }
}

package dev.assay.scaling;

import dev.assay.problem.Problem.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * y = k x^p by least squares of ln y on ln x, as for the best batch size or learning rate at a
 * scale, or the minima of IsoFLOP curves. Intervals are those of linear regression (Draper and
 * Smith 1998, chapter 1.4) and suppose scatter of ln y that is the same everywhere; NaN for two
 * points, which leave none.
 *
 * @param coefficient k
 * @param exponent p
 * @param points how many it is of
 * @param centre mean of ln x
 * @param spread Σ (ln x − centre)²
 * @param scatter standard deviation of ln y around the law
 */
public record PowerLaw(
    double coefficient, double exponent, int points, double centre, double spread, double scatter) {

  /**
   * @throws dev.assay.problem.Problem.Invalid with all that is wrong
   */
  public static PowerLaw of(double[] x, double[] y) {
    List<Violation> found = new ArrayList<>();
    check(x, y, found);
    Points.throwIfAny(found);
    int n = x.length;
    double meanX = 0;
    double meanY = 0;
    for (int i = 0; i < n; i++) {
      meanX += Math.log(x[i]) / n;
      meanY += Math.log(y[i]) / n;
    }
    double xx = 0;
    double xy = 0;
    for (int i = 0; i < n; i++) {
      double dx = Math.log(x[i]) - meanX;
      xx += dx * dx;
      xy += dx * (Math.log(y[i]) - meanY);
    }
    double exponent = xy / xx;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double r = Math.log(y[i]) - meanY - exponent * (Math.log(x[i]) - meanX);
      squares += r * r;
    }
    double scatter = n > 2 ? Math.sqrt(squares / (n - 2)) : Double.NaN;
    return new PowerLaw(Math.exp(meanY - exponent * meanX), exponent, n, meanX, xx, scatter);
  }

  static void check(double[] x, double[] y, List<Violation> found) {
    if (x.length != y.length) {
      found.add(new Violation("y", y.length + " values", "there are " + x.length + " of x"));
    }
    positive("x", x, found);
    positive("y", y, found);
    if (x.length < 2) {
      found.add(new Violation("x", x.length + " values", "a power law needs two; add some"));
    } else if (Arrays.stream(x).distinct().count() < 2) {
      found.add(new Violation("x", x[0] + " everywhere", "add points at another x"));
    }
  }

  private static void positive(String field, double[] values, List<Violation> found) {
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] > 0 && Double.isFinite(values[i]))) {
        found.add(new Violation(field + "[" + i + "]", values[i] + "", "it is finite and above 0"));
      }
    }
  }

  public double at(double x) {
    return coefficient * Math.pow(x, exponent);
  }

  public Interval exponentInterval() {
    double half = t() * scatter / Math.sqrt(spread);
    return new Interval(exponent - half, exponent, exponent + half, Bootstrap.LEVEL);
  }

  /** Of the law at x, not of a single y. */
  public Interval interval(double x) {
    double off = Math.log(x) - centre;
    return around(x, t() * scatter * Math.sqrt(1.0 / points + off * off / spread));
  }

  /** Of a single y at x. */
  public Interval intervalOfOne(double x) {
    double off = Math.log(x) - centre;
    return around(x, t() * scatter * Math.sqrt(1 + 1.0 / points + off * off / spread));
  }

  private Interval around(double x, double halfOfLog) {
    double y = at(x);
    return new Interval(y * Math.exp(-halfOfLog), y, y * Math.exp(halfOfLog), Bootstrap.LEVEL);
  }

  private double t() {
    return points > 2
        ? new TDistribution(points - 2).inverseCumulativeProbability((1 + Bootstrap.LEVEL) / 2)
        : Double.NaN;
  }
}

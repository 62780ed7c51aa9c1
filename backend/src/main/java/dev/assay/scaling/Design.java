package dev.assay.scaling;

import dev.assay.problem.Problem;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.hipparchus.exception.MathIllegalArgumentException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.RealMatrix;

/** What runs tell of one answer, as P = (J'J)⁻¹; see {@link Plan}. */
final class Design {
  private static final double STEP = 1e-5;
  private static final double SYMMETRY = 1e-10;

  private final ParametricFit fit;
  private final ParametricLaw law;
  private final List<Point> points;
  private final double[][] p;
  private final double[] target;
  private final double sigma;

  Design(
      ParametricFit fit,
      List<Point> points,
      Fixed fixed,
      Fit.Found<ParametricLaw> found,
      ToDoubleFunction<ParametricLaw> answer) {
    this.fit = fit;
    this.law = found.law();
    this.points = points;
    double[][] j =
        fit.slopes(law, points.stream().map(r -> new Size(r.params(), r.tokens())).toList());
    Array2DRowRealMatrix slopes = new Array2DRowRealMatrix(j, false);
    this.p = inverse(slopes.transposeMultiply(slopes));
    this.target = fit.gradient(law, l -> Math.log(answer.applyAsDouble(l)), STEP);
    double squares = 0;
    for (double r : found.logResiduals()) {
      squares += r * r;
    }
    this.sigma = Math.sqrt(squares / Math.max(1, points.size() - fixed.free()));
  }

  private static double[][] inverse(RealMatrix information) {
    try {
      return new CholeskyDecomposition(information, SYMMETRY, 0).getSolver().getInverse().getData();
    } catch (MathIllegalArgumentException notPositive) {
      throw new Problem.Invalid(
          "fixed",
          "one parameter more than the points tell",
          "fix the parameter that is at a bound, fit again, and plan with that");
    }
  }

  private Design(Design before, double[][] p) {
    this.fit = before.fit;
    this.law = before.law;
    this.points = before.points;
    this.target = before.target;
    this.sigma = before.sigma;
    this.p = p;
  }

  double[][] slopes(List<Size> sizes) {
    return fit.slopes(law, sizes);
  }

  double error() {
    return sigma * Math.sqrt(Math.max(0, form(target, target)));
  }

  /** By how much a run lowers the variance of the answer, without σ². */
  double gain(double[] g) {
    double shared = form(target, g);
    return shared * shared / (1 + form(g, g));
  }

  /** Sherman and Morrison. */
  Design with(double[] g) {
    int n = g.length;
    double[] pg = new double[n];
    double gpg = form(g, g);
    double[][] next = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < n; k++) {
        pg[i] += p[i][k] * g[k];
      }
    }
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < n; k++) {
        next[i][k] = p[i][k] - pg[i] * pg[k] / (1 + gpg);
      }
    }
    return new Design(this, next);
  }

  String why(Design next, Size size) {
    String[] names = fit.freeNames();
    int most = 0;
    for (int i = 1; i < names.length; i++) {
      most = next.p[i][i] / p[i][i] < next.p[most][most] / p[most][most] ? i : most;
    }
    return String.format(
        Locale.ROOT,
        "lowers the standard error of the answer from %.2g %% to %.2g %%; "
            + "it tells most of %s, whose own falls by %.0f %%; %s",
        100 * error(),
        100 * next.error(),
        names[most],
        100 * (1 - Math.sqrt(next.p[most][most] / p[most][most])),
        where(size));
  }

  private String where(Size size) {
    double params = points.stream().mapToDouble(Point::params).max().orElseThrow();
    double tokens = points.stream().mapToDouble(Point::tokens).max().orElseThrow();
    boolean larger = size.params() > params;
    boolean longer = size.tokens() > tokens;
    if (!larger && !longer) {
      return "within the sizes and tokens that were run";
    }
    return (larger ? ratio(size.params() / params) + " the largest params so far" : "")
        + (larger && longer ? ", " : "")
        + (longer ? ratio(size.tokens() / tokens) + " the most tokens so far" : "");
  }

  private static String ratio(double times) {
    return String.format(Locale.ROOT, "%.2g times", times);
  }

  private double form(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      for (int k = 0; k < b.length; k++) {
        sum += a[i] * p[i][k] * b[k];
      }
    }
    return sum;
  }
}

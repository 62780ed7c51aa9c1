package dev.assay.scaling;

import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.CholeskyDecomposition;

/**
 * The next runs. The variance of an answer t(θ) of the fitted law is σ² ∇t' (J'J)⁻¹ ∇t with the slopes
 * J of ln L̂ at the runs, to first order (optimal design for one answer: Atkinson, Donev and Tobias
 * 2007, chapter 10); a run with slopes g lowers it by σ² (∇t' P g)²/(1 + g' P g), P = (J'J)⁻¹. Runs are
 * taken one after the other, once by what they lower the variance and once by that for each FLOP; the
 * better of both is the plan (Khuller et al. 1999, of budgeted coverage).
 *
 * @param runs in the order in which they help most
 * @param errorBefore standard error of the logarithm of the answer: 0.01 is 1 %
 * @param errorAfter what it will be if the law is right
 */
public record Plan(List<Proposal> runs, double errorBefore, double errorAfter, double flops) {

  /**
   * @param errorAfter with this run and those before it
   * @param why what it tells
   */
  public record Proposal(Size size, double errorBefore, double errorAfter, String why) {}

  private static final double STEP = 1e-5;

  /**
   * @param found of these points
   * @param answer what is to be known, above 0: {@code law -> law.lossNats(70e9, 1.4e12)}, {@code law ->
   *     law.optimum(1e24).params()}
   * @param sizes that memory and agents allow; one may be taken again, as a repetition
   * @param flops for all runs
   * @param most runs
   * @throws Problem.Invalid when no size fits into the budget
   */
  public static Plan of(
      List<Point> points,
      Fixed fixed,
      Fit.Found<ParametricLaw> found,
      ToDoubleFunction<ParametricLaw> answer,
      List<Size> sizes,
      double flops,
      int most) {
    check(sizes, flops, most);
    Design design = new Design(new ParametricFit(points, fixed), points, fixed, found, answer);
    Plan byGain = greedy(design, sizes, flops, most, false);
    Plan byGainOfFlop = greedy(design, sizes, flops, most, true);
    return byGain.errorAfter <= byGainOfFlop.errorAfter ? byGain : byGainOfFlop;
  }

  private static void check(List<Size> sizes, double flops, int most) {
    List<Violation> found = new ArrayList<>();
    if (!(flops > 0)) {
      found.add(new Violation("flops", flops + "", "a budget is above 0"));
    }
    if (most < 1) {
      found.add(new Violation("most", most + "", "a plan has one run or more"));
    }
    for (int i = 0; i < sizes.size(); i++) {
      if (!(sizes.get(i).params() > 0 && sizes.get(i).tokens() > 0)) {
        found.add(
            new Violation("sizes[" + i + "]", sizes.get(i) + "", "params and tokens are above 0"));
      }
    }
    if (sizes.stream().noneMatch(s -> s.flops() <= flops)) {
      found.add(
          new Violation(
              "flops",
              Points.shown(flops),
              "no size can be run for that; raise the budget or allow smaller sizes"));
    }
    Points.throwIfAny(found);
  }

  private static Plan greedy(
      Design start, List<Size> sizes, double flops, int most, boolean byFlop) {
    Design design = start;
    double left = flops;
    List<Proposal> runs = new ArrayList<>();
    double[][] slopes = start.slopes(sizes);
    while (runs.size() < most) {
      int best = -1;
      double gain = 0;
      for (int i = 0; i < slopes.length; i++) {
        double cost = sizes.get(i).flops();
        double worth = design.gain(slopes[i]) / (byFlop ? cost : 1);
        if (cost <= left && worth > gain) {
          best = i;
          gain = worth;
        }
      }
      if (best < 0) {
        break;
      }
      Design next = design.with(slopes[best]);
      runs.add(
          new Proposal(
              sizes.get(best), design.error(), next.error(), design.why(next, sizes.get(best))));
      left -= sizes.get(best).flops();
      design = next;
    }
    return new Plan(List.copyOf(runs), start.error(), design.error(), flops - left);
  }

  /** What is known, as P = (J'J)⁻¹. */
  private static final class Design {
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
          fit.slopes(
              law, points.stream().map(r -> new Size(r.params(), r.tokens())).toList());
      Array2DRowRealMatrix slopes = new Array2DRowRealMatrix(j, false);
      this.p =
          new CholeskyDecomposition(slopes.transposeMultiply(slopes), 1e-10, 0)
              .getSolver()
              .getInverse()
              .getData();
      this.target = fit.gradient(law, l -> Math.log(answer.applyAsDouble(l)), STEP);
      double squares = 0;
      for (double r : found.logResiduals()) {
        squares += r * r;
      }
      this.sigma = Math.sqrt(squares / Math.max(1, points.size() - fixed.free()));
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
          "lowers the standard error of the answer from %.2g %% to %.2g %%; it tells most of %s, whose own falls by %.0f %%; %s",
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
}

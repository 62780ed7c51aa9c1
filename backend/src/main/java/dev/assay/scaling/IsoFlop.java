package dev.assay.scaling;

import dev.assay.problem.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Approach 2 of Hoffmann et al. 2022: a parabola of the loss in ln N, and one in ln D, through the
 * runs of each budget; power laws through their minima. It is biased even where there is no noise,
 * the more so the wider a budget's sizes and the larger |α − β| (Czech et al. 2026): {@link #bias}.
 *
 * @param curves in the order of their budgets
 * @param left budgets that have no minimum
 * @param params N of the minima by C
 * @param tokens D of the minima by C
 */
public record IsoFlop(List<Curve> curves, List<Left> left, PowerLaw params, PowerLaw tokens) {
  private static final double SAME_BUDGET = 1.1; // steps are whole, so budgets are met nearly
  private static final int LEAST_RUNS = 3;
  private static final int LEAST_BUDGETS = 2;

  /**
   * The minimum of a parabola.
   *
   * @param flops geometric mean of the runs
   * @param isInside false where it lies beyond the sizes that were run, and is less to be trusted
   */
  public record Curve(
      double flops, double params, double tokens, double lossNats, int runs, boolean isInside) {}

  /**
   * @param why and what would help
   */
  public record Left(double flops, String why) {}

  /**
   * What approach 2 makes of a law without noise, on the sizes of the points.
   *
   * @param exponent of N by C that it finds, minus that of the law
   * @param params N that it finds for the budget, relative to that of the law; 0 is right
   * @param tokens likewise of D
   */
  public record Bias(double exponent, double params, double tokens) {}

  /**
   * @throws Problem.Invalid when fewer than two budgets have a minimum
   */
  public static IsoFlop of(List<Point> points) {
    Points.throwIfAny(Points.each(points));
    return through(points);
  }

  /**
   * @param law that is taken for the truth
   * @param flops a budget to say the best use of
   */
  public static Bias bias(List<Point> points, ParametricLaw law, double flops) {
    IsoFlop found =
        through(
            points.stream().map(p -> p.withLoss(law.lossNats(p.params(), p.tokens()))).toList());
    ParametricLaw.Optimum truth = law.optimum(flops);
    return new Bias(
        found.params.exponent() - law.paramsExponent(),
        found.params.at(flops) / truth.params() - 1,
        found.tokens.at(flops) / truth.tokens() - 1);
  }

  private static IsoFlop through(List<Point> points) {
    List<Curve> curves = new ArrayList<>();
    List<Left> left = new ArrayList<>();
    for (List<Point> runs : budgets(points)) {
      double flops = Math.exp(mean(runs, Point::flops));
      if (Points.distinct(runs, Point::params).length < LEAST_RUNS) {
        left.add(new Left(flops, "a parabola needs runs of 3 sizes; add some"));
        continue;
      }
      Parabola byParams = Parabola.of(runs, Point::params);
      Parabola byTokens = Parabola.of(runs, Point::tokens);
      if (byParams.hasMinimum() && byTokens.hasMinimum()) {
        curves.add(curve(flops, runs, byParams, byTokens));
      } else {
        left.add(new Left(flops, "its losses have no minimum; add smaller and larger sizes"));
      }
    }
    if (curves.size() < LEAST_BUDGETS) {
      throw new Problem.Invalid(
          "points",
          curves.size() + " budgets with a minimum",
          "IsoFLOP curves need two budgets or more, "
              + "each with runs of 3 sizes or more around its best");
    }
    return new IsoFlop(
        List.copyOf(curves),
        List.copyOf(left),
        power(curves, Curve::params),
        power(curves, Curve::tokens));
  }

  private static Curve curve(double flops, List<Point> runs, Parabola byParams, Parabola byTokens) {
    double params = byParams.argument();
    double[] sizes = Points.distinct(runs, Point::params);
    return new Curve(
        flops,
        params,
        byTokens.argument(),
        byParams.minimum(),
        runs.size(),
        params >= sizes[0] && params <= sizes[sizes.length - 1]);
  }

  private static PowerLaw power(List<Curve> curves, ToDoubleFunction<Curve> value) {
    return PowerLaw.of(
        curves.stream().mapToDouble(Curve::flops).toArray(),
        curves.stream().mapToDouble(value).toArray());
  }

  private static List<List<Point>> budgets(List<Point> points) {
    List<List<Point>> budgets = new ArrayList<>();
    double first = 0;
    for (Point point : points.stream().sorted(Comparator.comparingDouble(Point::flops)).toList()) {
      if (budgets.isEmpty() || point.flops() > first * SAME_BUDGET) {
        budgets.add(new ArrayList<>());
        first = point.flops();
      }
      budgets.getLast().add(point);
    }
    return budgets;
  }

  private static double mean(List<Point> runs, ToDoubleFunction<Point> value) {
    return runs.stream().mapToDouble(p -> Math.log(value.applyAsDouble(p))).average().orElseThrow();
  }
}

package dev.assay.scaling;

import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The next runs. The variance of an answer t(θ) of the fitted law is σ² ∇t' (J'J)⁻¹ ∇t with the
 * slopes J of ln L̂ at the runs, to first order (optimal design for one answer: Atkinson, Donev and
 * Tobias 2007, chapter 10); a run with slopes g lowers it by σ² (∇t' P g)²/(1 + g' P g), P =
 * (J'J)⁻¹. Runs are taken one after the other, once by what they lower the variance and once by
 * that for each FLOP; the better of both is the plan (Khuller et al. 1999, of budgeted coverage).
 *
 * @param runs in the order in which they help most
 * @param errorBefore standard error of the logarithm of the answer: 0.01 is 1 %
 * @param errorAfter what it will be if the law is right
 */
public record Plan(List<Proposal> runs, double errorBefore, double errorAfter, double flops) {

  /**
   * @param index of the size among those that were given
   * @param errorAfter with this run and those before it
   * @param why what it tells
   */
  public record Proposal(int index, Size size, double errorBefore, double errorAfter, String why) {}

  /**
   * @param found of these points
   * @param answer what is to be known, above 0: {@code law -> law.lossNats(70e9, 1.4e12)}, {@code
   *     law -> law.optimum(1e24).params()}
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
    double[] costs = sizes.stream().mapToDouble(Size::flops).toArray();
    Design design = new Design(new ParametricFit(points, fixed), points, fixed, found, answer);
    return new Greedy(design, sizes, costs, flops, most, true).plan();
  }

  /**
   * The same of runs that are done once at most.
   *
   * @param costs FLOPs of each size
   */
  public static Plan ofEach(
      List<Point> points,
      Fixed fixed,
      Fit.Found<ParametricLaw> found,
      ToDoubleFunction<ParametricLaw> answer,
      List<Size> sizes,
      double[] costs,
      double flops,
      int most) {
    Design design = new Design(new ParametricFit(points, fixed), points, fixed, found, answer);
    return new Greedy(design, sizes, costs, flops, most, false).plan();
  }

  private static void check(List<Size> sizes, double[] costs, double flops, int most) {
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
    if (Arrays.stream(costs).noneMatch(cost -> cost <= flops)) {
      found.add(
          new Violation(
              "flops",
              Points.shown(flops),
              "no size can be run for that; raise the budget or allow smaller sizes"));
    }
    Points.throwIfAny(found);
  }

  /**
   * @param again whether a size may be taken more than once
   */
  @SuppressWarnings("ArrayRecordComponent") // a column of numbers, never compared
  private record Greedy(
      Design start, List<Size> sizes, double[] costs, double flops, int most, boolean again) {

    Plan plan() {
      check(sizes, costs, flops, most);
      Plan byGain = plan(false);
      Plan byGainOfFlop = plan(true);
      return byGain.errorAfter <= byGainOfFlop.errorAfter ? byGain : byGainOfFlop;
    }

    private Plan plan(boolean byFlop) {
      Design design = start;
      double left = flops;
      List<Proposal> runs = new ArrayList<>();
      double[][] slopes = start.slopes(sizes);
      boolean[] taken = new boolean[slopes.length];
      while (runs.size() < most) {
        int best = -1;
        double gain = 0;
        for (int i = 0; i < slopes.length; i++) {
          double worth = design.gain(slopes[i]) / (byFlop ? costs[i] : 1);
          if (costs[i] <= left && worth > gain && (again || !taken[i])) {
            best = i;
            gain = worth;
          }
        }
        if (best < 0) {
          break;
        }
        Design next = design.with(slopes[best]);
        Size size = sizes.get(best);
        runs.add(new Proposal(best, size, design.error(), next.error(), design.why(next, size)));
        left -= costs[best];
        taken[best] = true;
        design = next;
      }
      return new Plan(List.copyOf(runs), start.error(), design.error(), flops - left);
    }
  }
}

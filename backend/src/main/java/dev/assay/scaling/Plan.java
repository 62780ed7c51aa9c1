package dev.assay.scaling;

import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import java.util.ArrayList;
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
   * @param errorAfter with this run and those before it
   * @param why what it tells
   */
  public record Proposal(Size size, double errorBefore, double errorAfter, String why) {}

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
}

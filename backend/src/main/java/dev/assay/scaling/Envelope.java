package dev.assay.scaling;

import dev.assay.problem.Problem.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Approach 1 of Hoffmann et al. 2022: at each of 1,500 budgets, evenly spread in ln C, the curve of
 * least loss; power laws of N and D through them. They use one curve for each length of schedule,
 * since a loss in the middle of a schedule says less of a run that ends there.
 *
 * <p>Deviation: the laws go through one point for each size, the middle in ln C of where it is
 * best. Neighbouring budgets are no points of their own, and would make intervals far too narrow.
 * The smallest and the largest size that are best somewhere are left out: where they would cease to
 * be best is cut off by what was run.
 *
 * @param best the size that is best at each budget, by budgets; none where no curve reaches
 * @param params N by C
 * @param tokens D by C
 */
public record Envelope(List<Best> best, PowerLaw params, PowerLaw tokens) {
  private static final int BUDGETS = 1500;
  private static final int LEAST_SIZES = 4;

  /**
   * Of a run while it trained.
   *
   * @param params N
   * @param tokens D so far, increasing
   * @param lossNats at these, smoothed
   */
  public record Curve(double params, double[] tokens, double[] lossNats) {
    /** Linear between points in ln D; NaN outside. */
    double lossAt(double d) {
      int at = Arrays.binarySearch(tokens, d);
      if (at >= 0) {
        return lossNats[at];
      }
      int above = -at - 1;
      if (above == 0 || above == tokens.length) {
        return Double.NaN;
      }
      double share = Math.log(d / tokens[above - 1]) / Math.log(tokens[above] / tokens[above - 1]);
      return lossNats[above - 1] + share * (lossNats[above] - lossNats[above - 1]);
    }
  }

  public record Best(double flops, double params, double tokens, double lossNats) {}

  /**
   * @throws dev.assay.problem.Problem.Invalid with all that is wrong with the curves, or when fewer
   *     than four sizes are best somewhere
   */
  public static Envelope of(List<Curve> curves) {
    check(curves);
    double low = Double.POSITIVE_INFINITY;
    double high = 0;
    for (Curve curve : curves) {
      low = Math.min(low, Point.flops(curve.params, curve.tokens[0]));
      high = Math.max(high, Point.flops(curve.params, curve.tokens[curve.tokens.length - 1]));
    }
    List<Best> best = new ArrayList<>();
    for (int i = 0; i < BUDGETS; i++) {
      double flops = low * Math.pow(high / low, i / (BUDGETS - 1.0));
      best(curves, flops, best);
    }
    double[] sizes = best.stream().mapToDouble(Best::params).distinct().sorted().toArray();
    if (sizes.length < LEAST_SIZES) {
      Points.throwIfAny(
          List.of(
              new Violation(
                  "curves",
                  sizes.length + " sizes that are best somewhere",
                  "the envelope needs 4; add sizes, or longer runs of those that there are")));
    }
    double[] flops = new double[sizes.length - 2];
    Arrays.setAll(flops, i -> middle(best, sizes[i + 1]));
    double[] inner = Arrays.copyOfRange(sizes, 1, sizes.length - 1);
    double[] tokens = new double[inner.length];
    Arrays.setAll(tokens, i -> flops[i] / Point.flops(inner[i], 1));
    return new Envelope(List.copyOf(best), PowerLaw.of(flops, inner), PowerLaw.of(flops, tokens));
  }

  private static void best(List<Curve> curves, double flops, List<Best> into) {
    Best best = new Best(flops, Double.NaN, Double.NaN, Double.POSITIVE_INFINITY);
    for (Curve curve : curves) {
      double tokens = flops / Point.flops(curve.params, 1);
      double loss = curve.lossAt(tokens);
      if (loss < best.lossNats) { // not of NaN
        best = new Best(flops, curve.params, tokens, loss);
      }
    }
    if (!Double.isNaN(best.params)) {
      into.add(best);
    }
  }

  /** Of the budgets at which the size is best, geometric mean of the least and the largest. */
  private static double middle(List<Best> best, double size) {
    double[] flops = best.stream().filter(b -> b.params == size).mapToDouble(Best::flops).toArray();
    return Math.sqrt(flops[0] * flops[flops.length - 1]);
  }

  private static void check(List<Curve> curves) {
    List<Violation> found = new ArrayList<>();
    if (curves.isEmpty()) {
      found.add(new Violation("curves", "none", "add runs"));
    }
    for (int i = 0; i < curves.size(); i++) {
      Curve curve = curves.get(i);
      String at = "curves[" + i + "].";
      if (!(curve.params > 0 && Double.isFinite(curve.params))) {
        found.add(new Violation(at + "params", curve.params + "", "a count above 0 is expected"));
      }
      if (curve.tokens.length < 2 || curve.tokens.length != curve.lossNats.length) {
        found.add(
            new Violation(
                at + "tokens",
                "%d and %d losses".formatted(curve.tokens.length, curve.lossNats.length),
                "a curve has as many tokens as losses, two or more"));
        continue;
      }
      for (int j = 0; j < curve.tokens.length; j++) {
        double before = j == 0 ? 0 : curve.tokens[j - 1];
        if (!(curve.tokens[j] > before && Double.isFinite(curve.tokens[j]))) {
          found.add(
              new Violation(
                  at + "tokens[" + j + "]", curve.tokens[j] + "", "tokens increase, from above 0"));
        }
        if (!(curve.lossNats[j] > 0 && Double.isFinite(curve.lossNats[j]))) {
          found.add(
              new Violation(
                  at + "lossNats[" + j + "]",
                  curve.lossNats[j] + "",
                  "a loss is finite and above 0; leave out runs that diverged"));
        }
      }
    }
    Points.throwIfAny(found);
  }
}

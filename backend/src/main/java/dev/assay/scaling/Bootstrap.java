package dev.assay.scaling;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How far the points determine what is asked of a law (Efron and Tibshirani 1993): the law is
 * fitted again to resamples, and a percentile interval of what those laws say is the answer.
 *
 * <p>A resample is the law's own losses with residuals drawn anew (chapter 9.4). Of n residuals the
 * p least are not drawn, for p parameters: under this objective, which is nearly Σ|r|, the law goes
 * through about p points, and these say nothing of the scatter. Percentiles are those that widen
 * the interval as Student's t with n − p degrees of freedom does (Hesterberg 2015, the expanded
 * percentile interval). Drawing points instead (pairs) gives intervals that are too wide: {@code
 * docs/scaling.md} has the coverage that was measured.
 */
public final class Bootstrap {
  public static final double LEVEL = 0.95;
  private static final int MOST_LOSSES = 200_000; // that are sorted for one interval

  private final ParametricLaw fitted;
  private final List<ParametricLaw> laws;
  private final double[] scatter;

  private Bootstrap(ParametricLaw fitted, List<ParametricLaw> laws, double[] scatter) {
    this.fitted = fitted;
    this.laws = laws;
    this.scatter = scatter;
  }

  /**
   * Works in the pool of parallel streams, or in the one that it is called in; the answer depends
   * on the seed only.
   *
   * @param found of these points
   * @param resamples 1,000 or more for intervals that are shown
   * @throws dev.assay.problem.Problem.Invalid when there are fewer than two runs more than
   *     parameters
   */
  public static Bootstrap of(
      List<Point> points, Fixed fixed, Fit.Found<ParametricLaw> found, int resamples, long seed) {
    ParametricFit fit = new ParametricFit(points, fixed);
    Residuals residuals = Residuals.of(fit.logLoss(), found.logResiduals(), fixed.free());
    List<ParametricLaw> laws =
        Residuals.laws(resamples, seed, random -> fit.again(found.law(), residuals.drawn(random)));
    return new Bootstrap(found.law(), laws, residuals.scatter());
  }

  /** As it was, of what {@link #laws} and {@link #scatter} told: with the same answers. */
  public static Bootstrap restored(
      ParametricLaw fitted, List<ParametricLaw> laws, double[] scatter) {
    return new Bootstrap(fitted, List.copyOf(laws), scatter.clone());
  }

  /** Of the resamples. */
  public List<ParametricLaw> laws() {
    return laws;
  }

  /** Residuals that are drawn, ln L − ln L̂. */
  public double[] scatter() {
    return scatter.clone();
  }

  /**
   * Of an answer of the law: {@code ParametricLaw::alpha}, {@code law ->
   * law.optimum(1e21).params()}.
   */
  public Interval of(ToDoubleFunction<ParametricLaw> answer) {
    double[] answers = laws.stream().mapToDouble(answer).sorted().toArray();
    return percentiles(answers, answer.applyAsDouble(fitted));
  }

  /** Of the law's loss, the mean of many runs. */
  public Interval lossNats(double params, double tokens) {
    return of(law -> law.lossNats(params, tokens));
  }

  /** Of the loss of one run: that of the law, and as much scatter as the points have. */
  public Interval lossOfRunNats(double params, double tokens) {
    double[] drawn = few(scatter, Math.max(1, MOST_LOSSES / laws.size()));
    double[] losses = new double[laws.size() * drawn.length];
    Arrays.setAll(
        losses,
        i ->
            laws.get(i / drawn.length).lossNats(params, tokens)
                * Math.exp(drawn[i % drawn.length]));
    Arrays.sort(losses);
    return percentiles(losses, fitted.lossNats(params, tokens));
  }

  /** All of them, or so many that stand for them, evenly spread in rank. */
  private static double[] few(double[] scatter, int most) {
    if (scatter.length <= most) {
      return scatter;
    }
    double[] sorted = scatter.clone();
    Arrays.sort(sorted);
    double[] few = new double[most];
    Arrays.setAll(few, i -> Residuals.quantile(sorted, (i + 0.5) / most));
    return few;
  }

  public BestUse bestUse(double flops) {
    return new BestUse(
        fitted.optimum(flops),
        of(law -> law.optimum(flops).params()),
        of(law -> law.optimum(flops).tokens()),
        of(law -> law.optimum(flops).tokensPerParam()),
        of(law -> law.optimum(flops).lossNats()));
  }

  /**
   * @param factor by which the budget grows, as 10
   */
  public BestUse.More more(double flops, double factor) {
    double larger = flops * factor;
    return new BestUse.More(
        bestUse(flops),
        bestUse(larger),
        of(law -> law.optimum(flops).lossNats() - law.optimum(larger).lossNats()));
  }

  /**
   * Where a run stands. The law is of runs at their end: one whose learning rate has yet to fall is
   * above it for that alone.
   *
   * @param sofar its params, the tokens that it has seen and its loss
   */
  public BestUse.Position position(Point sofar) {
    Interval expected = lossOfRunNats(sofar.params(), sofar.tokens());
    return new BestUse.Position(
        Standing.of(sofar.lossNats(), expected), sofar.lossNats(), expected);
  }

  public int resamples() {
    return laws.size();
  }

  private Interval percentiles(double[] sorted, double estimate) {
    return Residuals.percentiles(sorted, estimate, scatter.length);
  }
}

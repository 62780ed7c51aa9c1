package dev.assay.scaling;

import dev.assay.problem.Problem;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;

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
  private static final int LEAST_SPARE = 2; // beyond as many runs as parameters
  private static final int MOST_LOSSES = 200_000; // that are sorted for one interval

  enum Resampling {
    RESIDUALS,
    PAIRS
  }

  private final ParametricLaw fitted;
  private final ParametricLaw[] laws;
  private final double[] scatter;
  private final double tail;

  private Bootstrap(ParametricLaw fitted, ParametricLaw[] laws, double[] scatter) {
    this.fitted = fitted;
    this.laws = laws;
    this.scatter = scatter;
    this.tail = tail((1 - LEVEL) / 2, scatter.length);
  }

  /**
   * Works in the pool of parallel streams, or in the one that it is called in; the answer depends
   * on the seed only.
   *
   * @param found of these points
   * @param resamples 1,000 or more for intervals that are shown
   * @throws Problem.Invalid when there are fewer than two runs more than parameters
   */
  public static Bootstrap of(
      List<Point> points, Fixed fixed, Fit.Found<ParametricLaw> found, int resamples, long seed) {
    return of(points, fixed, found, resamples, seed, Resampling.RESIDUALS);
  }

  static Bootstrap of(
      List<Point> points,
      Fixed fixed,
      Fit.Found<ParametricLaw> found,
      int resamples,
      long seed,
      Resampling resampling) {
    int spare = points.size() - fixed.free();
    if (spare < LEAST_SPARE) {
      throw new Problem.Invalid(
          "points",
          points.size(),
          "intervals for %d parameters need at least %d runs; add %d"
              .formatted(fixed.free(), fixed.free() + LEAST_SPARE, LEAST_SPARE - spare));
    }
    ParametricFit fit = new ParametricFit(points, fixed);
    double[] residuals = scatter(found.logResiduals(), fixed.free());
    double[] centre = new double[points.size()];
    Arrays.setAll(centre, i -> fit.logLoss()[i] - found.logResiduals()[i]);
    SplittableRandom seeds = new SplittableRandom(seed);
    long[] each = seeds.longs(resamples).toArray();
    ParametricLaw[] laws =
        IntStream.range(0, resamples)
            .parallel()
            .mapToObj(
                i -> {
                  RandomGenerator random = new SplittableRandom(each[i]);
                  return switch (resampling) {
                    case RESIDUALS ->
                        fit.again(found.law(), drawn(centre, residuals, random), ones(centre));
                    case PAIRS -> fit.again(found.law(), fit.logLoss(), counts(centre, random));
                  };
                })
            .toArray(ParametricLaw[]::new);
    return new Bootstrap(found.law(), laws, residuals);
  }

  /** As it was, of what {@link #laws} and {@link #scatter} told: with the same answers. */
  public static Bootstrap restored(
      ParametricLaw fitted, List<ParametricLaw> laws, double[] scatter) {
    return new Bootstrap(fitted, laws.toArray(ParametricLaw[]::new), scatter.clone());
  }

  /** Of the resamples. */
  public List<ParametricLaw> laws() {
    return List.of(laws);
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
    double[] answers = Arrays.stream(laws).mapToDouble(answer).sorted().toArray();
    return percentiles(answers, answer.applyAsDouble(fitted));
  }

  /** Of the law's loss, the mean of many runs. */
  public Interval lossNats(double params, double tokens) {
    return of(law -> law.lossNats(params, tokens));
  }

  /** Of the loss of one run: that of the law, and as much scatter as the points have. */
  public Interval lossOfRunNats(double params, double tokens) {
    double[] drawn = few(scatter, Math.max(1, MOST_LOSSES / laws.length));
    double[] losses = new double[laws.length * drawn.length];
    Arrays.setAll(
        losses,
        i -> laws[i / drawn.length].lossNats(params, tokens) * Math.exp(drawn[i % drawn.length]));
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
    Arrays.setAll(few, i -> quantile(sorted, (i + 0.5) / most));
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
    return laws.length;
  }

  private Interval percentiles(double[] sorted, double estimate) {
    return new Interval(quantile(sorted, tail), estimate, quantile(sorted, 1 - tail), LEVEL);
  }

  /** Where the normal distribution has the tail that Student's t has at the tail asked for. */
  static double tail(double tail, int freedom) {
    double t = new TDistribution(freedom).inverseCumulativeProbability(tail);
    return new NormalDistribution().cumulativeProbability(t);
  }

  /** Hyndman and Fan 1996, definition 7. */
  static double quantile(double[] sorted, double p) {
    double at = p * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  /** Without the p of least size, see above. */
  private static double[] scatter(double[] residuals, int parameters) {
    return Arrays.stream(residuals)
        .boxed()
        .sorted(Comparator.comparingDouble(r -> -Math.abs(r)))
        .limit(residuals.length - parameters)
        .mapToDouble(r -> r)
        .toArray();
  }

  private static double[] drawn(double[] centre, double[] residuals, RandomGenerator random) {
    double[] drawn = new double[centre.length];
    Arrays.setAll(drawn, i -> centre[i] + residuals[random.nextInt(residuals.length)]);
    return drawn;
  }

  private static double[] ones(double[] like) {
    double[] ones = new double[like.length];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** How often each point is drawn. */
  private static double[] counts(double[] like, RandomGenerator random) {
    double[] counts = new double[like.length];
    for (int i = 0; i < counts.length; i++) {
      counts[random.nextInt(counts.length)]++;
    }
    return counts;
  }
}

package dev.assay.scaling;

import dev.assay.problem.Problem;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * What {@link Bootstrap} draws, for any law.
 *
 * @param centre ln L̂ of the points
 * @param scatter residuals that are drawn: all but the p of least size, for p parameters
 */
record Residuals(double[] centre, double[] scatter) {
  private static final int LEAST_SPARE = 2; // beyond as many runs as parameters

  /**
   * @param logLoss ln L of the points
   * @param logResiduals ln L − ln L̂
   * @throws Problem.Invalid when there are fewer than two runs more than parameters
   */
  static Residuals of(double[] logLoss, double[] logResiduals, int parameters) {
    int spare = logLoss.length - parameters;
    if (spare < LEAST_SPARE) {
      throw new Problem.Invalid(
          "points",
          logLoss.length,
          "intervals for %d parameters need at least %d runs; add %d"
              .formatted(parameters, parameters + LEAST_SPARE, LEAST_SPARE - spare));
    }
    double[] centre = new double[logLoss.length];
    Arrays.setAll(centre, i -> logLoss[i] - logResiduals[i]);
    double[] scatter =
        Arrays.stream(logResiduals)
            .boxed()
            .sorted(Comparator.comparingDouble(r -> -Math.abs(r)))
            .limit(spare)
            .mapToDouble(r -> r)
            .toArray();
    return new Residuals(centre, scatter);
  }

  /** ln L of a resample. */
  double[] drawn(RandomGenerator random) {
    double[] drawn = new double[centre.length];
    Arrays.setAll(drawn, i -> centre[i] + scatter[random.nextInt(scatter.length)]);
    return drawn;
  }

  /**
   * Fits a law to each resample, in the pool of parallel streams or the one that it is called in;
   * what comes depends on the seed only.
   *
   * @param again of the randomness of a resample
   */
  static <L> List<L> laws(int resamples, long seed, Function<RandomGenerator, L> again) {
    long[] each = new SplittableRandom(seed).longs(resamples).toArray();
    return IntStream.range(0, resamples)
        .parallel()
        .mapToObj(i -> again.apply(new SplittableRandom(each[i])))
        .toList();
  }

  /** Of what a law answers. */
  <L> Interval interval(List<L> laws, L fitted, ToDoubleFunction<L> answer) {
    double[] answers = laws.stream().mapToDouble(answer).sorted().toArray();
    return percentiles(answers, answer.applyAsDouble(fitted), scatter.length);
  }

  /**
   * @param freedom n − p
   */
  static Interval percentiles(double[] sorted, double estimate, int freedom) {
    double tail = tail((1 - Bootstrap.LEVEL) / 2, freedom);
    return new Interval(
        quantile(sorted, tail), estimate, quantile(sorted, 1 - tail), Bootstrap.LEVEL);
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
}

package dev.assay.search;

import dev.assay.search.Coding.Axis;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * CMA-ES in the unit cube. Its state follows from the outcomes: each λ of them, in the order of
 * their numbers, are a generation; those of an unfinished one and the pending ones do not count
 * yet.
 *
 * <ul>
 *   <li>A point outside of the cube is drawn again, ten times, then put to the nearest bound; what
 *       was tried is what is learnt from.
 *   <li>A discrete coordinate is rounded to its cell, a choice too, and varies by at least a fifth
 *       of the width of a cell, so that it does not get stuck in one.
 *   <li>A parameter that is absent lies at the mean.
 *   <li>When the distribution is spent it starts again at a random point with twice the λ (Auger
 *       and Hansen 2005).
 *   <li>Several objectives are one, their sum, each between 0 and 1 in what was tried; a value that
 *       is not a finite number counts as the worst.
 * </ul>
 */
final class CmaEs implements Sampler {
  private static final double SIGMA = 0.3;
  private static final int DRAWS = 10;
  private static final double LEAST_CELLS = 0.2;
  private static final int MOST_CANDIDATES = 100;

  @Override
  public Suggestion suggest(Space space, Tried tried, long seed) {
    RandomGenerator random = Draw.randomness(seed, tried.number());
    Draw draw = new Draw(space, tried);
    Coding coding = new Coding(space);
    int[] free = IntStream.range(0, coding.size()).filter(c -> !coding.axis(c).isFixed()).toArray();
    if (free.length == 0) {
      return draw.random(random, "CMA-ES: nothing can be varied");
    }
    Course course = Course.of(coding, free, tried, seed);
    Stream<Configuration> points =
        Stream.generate(() -> coding.configuration(course.point(coding, free, random)))
            .limit(MOST_CANDIDATES);
    return draw.first(points, course.reason())
        .orElseGet(() -> draw.random(random, "random: CMA-ES drew nothing new and allowed"));
  }

  /**
   * Where the search stands.
   *
   * @param lambda of the generation under way
   * @param left outcomes of it so far
   */
  private record Course(CmaEsState state, int lambda, int left, int restarts) {

    static Course of(Coding coding, int[] free, Tried tried, long seed) {
      int d = free.length;
      double[] losses = losses(tried);
      int lambda = CmaEsState.Parameters.lambda(d);
      double[] middle = new double[d];
      Arrays.fill(middle, 0.5);
      CmaEsState state = CmaEsState.start(middle, SIGMA);
      int restarts = 0;
      int from = 0;
      while (from + lambda <= losses.length) {
        double[][] x = new double[lambda][];
        for (int i = 0; i < lambda; i++) {
          x[i] = point(coding, free, tried.outcomes().get(from + i).configuration(), state.mean());
        }
        double[] y = Arrays.copyOfRange(losses, from, from + lambda);
        state = state.next(CmaEsState.Parameters.of(d, lambda), x, y);
        from += lambda;
        if (state.isSpent()) {
          restarts++;
          lambda *= 2;
          SplittableRandom random = Draw.randomness(seed, -restarts);
          state = CmaEsState.start(random.doubles(d).toArray(), SIGMA);
        }
      }
      return new Course(state, lambda, losses.length - from, restarts);
    }

    private static double[] point(
        Coding coding, int[] free, Configuration configuration, double[] mean) {
      double[] u = coding.point(configuration);
      double[] x = new double[free.length];
      Arrays.setAll(x, i -> Double.isNaN(u[free[i]]) ? mean[i] : u[free[i]]);
      return x;
    }

    /** Within the cube. */
    double[] point(Coding coding, int[] free, RandomGenerator random) {
      double[] x = draw(coding, free, random);
      for (int i = 1; i < DRAWS && !isInside(x); i++) {
        x = draw(coding, free, random);
      }
      double[] u = new double[coding.size()];
      Arrays.fill(u, 0.5);
      for (int i = 0; i < free.length; i++) {
        u[free[i]] = Math.clamp(x[i], 0, 1);
      }
      return u;
    }

    private double[] draw(Coding coding, int[] free, RandomGenerator random) {
      double[] x = state.draw(random);
      for (int i = 0; i < free.length; i++) {
        Axis axis = coding.axis(free[i]);
        if (axis.isDiscrete()) {
          double least = LEAST_CELLS / axis.cells();
          double missing = least * least - state.sigma() * state.sigma() * state.c()[i][i];
          x[i] += missing > 0 ? Math.sqrt(missing) * random.nextGaussian() : 0;
        }
      }
      return x;
    }

    private static boolean isInside(double[] x) {
      return Arrays.stream(x).allMatch(v -> 0 <= v && v <= 1);
    }

    String reason() {
      return "CMA-ES: generation %d, %d of its %d ended, step size %s%s"
          .formatted(
              state.generation() + 1,
              left,
              lambda,
              Digits.of(state.sigma()),
              restarts == 0 ? "" : ", %d restarts".formatted(restarts));
    }
  }

  /** Less is better. */
  private static double[] losses(Tried tried) {
    List<Outcome> outcomes = tried.outcomes();
    double[] losses = new double[outcomes.size()];
    for (int k = 0; k < tried.directions().size(); k++) {
      int objective = k;
      double sign = tried.directions().get(k).sign();
      double[] values = outcomes.stream().mapToDouble(o -> sign * o.values()[objective]).toArray();
      double low = Arrays.stream(values).filter(Double::isFinite).min().orElse(0);
      double high = Arrays.stream(values).filter(Double::isFinite).max().orElse(0);
      for (int i = 0; i < losses.length; i++) {
        losses[i] += high > low ? (values[i] - low) / (high - low) : 0;
      }
    }
    for (int i = 0; i < losses.length; i++) {
      losses[i] = outcomes.get(i).isFinite() ? losses[i] : Double.MAX_VALUE;
    }
    return losses;
  }
}

package dev.assay.search;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The points of a Sobol sequence, which cover the space more evenly than random ones, scrambled by
 * the seed. The n-th suggestion is the n-th point that fulfils the constraints, or the first after
 * it that was not tried.
 */
final class Sobol implements Sampler {
  /** A model learns from so many ended trials at least. */
  static final int STARTUP_TRIALS = 10;

  private static final int MOST_REPEATED = 10_000;
  private static final int MOST_WALKED = 100_000;

  @Override
  public Suggestion suggest(Space space, Tried tried, long seed) {
    return next(space, tried, seed, "Sobol: point %d".formatted(tried.number() + 1));
  }

  /** For a sampler that has nothing to learn from yet. */
  static Suggestion startup(Space space, Tried tried, long seed) {
    int number = Math.min(tried.number() + 1, STARTUP_TRIALS);
    return next(
        space, tried, seed, "Sobol: start-up trial %d of %d".formatted(number, STARTUP_TRIALS));
  }

  private static Suggestion next(Space space, Tried tried, long seed, String reason) {
    int n = tried.number();
    int[] seeds = new SplittableRandom(seed).ints(space.parameters().size()).toArray();
    Stream<Configuration> points =
        space.constraints().isEmpty()
            ? points(space, seeds, n).limit(MOST_REPEATED)
            : points(space, seeds, 0).limit(MOST_WALKED).filter(space::fulfils).skip(n);
    Draw draw = new Draw(space, tried);
    return draw.first(points, reason)
        .orElseGet(
            () ->
                draw.random(
                    Draw.randomness(seed, n), "random, as the Sobol sequence came to nothing new"));
  }

  private static Stream<Configuration> points(Space space, int[] seeds, int from) {
    return IntStream.iterate(from, n -> n + 1)
        .mapToObj(n -> space.at(SobolSequence.scrambled(n, seeds)));
  }
}

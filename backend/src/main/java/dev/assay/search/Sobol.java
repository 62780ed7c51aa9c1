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
  private static final int MOST_REPEATED = 10_000;
  private static final int MOST_WALKED = 100_000;

  @Override
  public Suggestion suggest(Space space, Tried tried, long seed) {
    int n = tried.number();
    int[] seeds = new SplittableRandom(seed).ints(space.parameters().size()).toArray();
    Stream<Configuration> points =
        space.constraints().isEmpty()
            ? points(space, seeds, n).limit(MOST_REPEATED)
            : points(space, seeds, 0).limit(MOST_WALKED).filter(space::fulfils).skip(n);
    Draw draw = new Draw(space, tried);
    return draw.first(points, "Sobol: point %d".formatted(n + 1))
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

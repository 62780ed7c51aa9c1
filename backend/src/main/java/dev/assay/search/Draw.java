package dev.assay.search;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Takes points until one fulfils the constraints and was not tried; nothing is learnt from trying
 * the same twice, as repeats have seeds of their own.
 */
final class Draw {
  private static final int MOST_DRAWN = 10_000;

  private final Space space;
  private final Set<Configuration> tried;
  private int broke;
  private int repeated;

  Draw(Space space, Tried tried) {
    this.space = space;
    this.tried = new HashSet<>(tried.pending());
    tried.outcomes().forEach(outcome -> this.tried.add(outcome.configuration()));
  }

  /** The randomness of one suggestion. */
  static SplittableRandom randomness(long seed, int number) {
    // mixed one after the other: trial 3 of seed 5 is not trial 5 of seed 3
    return new SplittableRandom(mixed(mixed(seed) + number));
  }

  private static long mixed(long seed) {
    return new SplittableRandom(seed).nextLong();
  }

  /**
   * The first point that will do; empty when there is none.
   *
   * @param reason why that one
   */
  Optional<Suggestion> first(Stream<Configuration> points, String reason) {
    return points
        .filter(this::isWanted)
        .findFirst()
        .map(point -> new Suggestion.Next(point, reason + rejected()));
  }

  /** A random point that will do. */
  Suggestion random(RandomGenerator random, String reason) {
    int d = space.parameters().size();
    Stream<Configuration> points = Stream.generate(() -> space.at(random.doubles(d).toArray()));
    return first(points.limit(MOST_DRAWN), reason).orElseGet(() -> anyLeft(random));
  }

  /** Where chance finds nothing, a space that is small is gone through. */
  private Suggestion anyLeft(RandomGenerator random) {
    if (!GridPoints.areFew(space)) {
      return new Suggestion.Exhausted(
          "nothing new was found among %d points%s".formatted(broke + repeated, rejected()));
    }
    List<Configuration> left = GridPoints.of(space).filter(this::isWanted).toList();
    return left.isEmpty()
        ? new Suggestion.Exhausted("all configurations of the space were tried")
        : new Suggestion.Next(
            left.get(random.nextInt(left.size())), "one of the %d left".formatted(left.size()));
  }

  private boolean isWanted(Configuration point) {
    if (!space.fulfils(point)) {
      broke++;
      return false;
    }
    if (tried.contains(point)) {
      repeated++;
      return false;
    }
    return true;
  }

  /** What happened to the points before, if there were any. */
  private String rejected() {
    String constraint = broke == 0 ? "" : "; %d before broke a constraint".formatted(broke);
    return repeated == 0
        ? constraint
        : constraint + "; %d before were tried already".formatted(repeated);
  }
}

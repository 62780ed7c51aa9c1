package dev.assay.search;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Finds out that no configuration fulfils the constraints of a space. */
final class Contradiction {
  /** Of a space too large to be gone through. */
  private static final int POINTS_TRIED = 20_000;

  private Contradiction() {}

  /** Why nothing is left to try; empty when something is, or when that is not known. */
  static Optional<String> of(Space space) {
    if (space.constraints().isEmpty()) {
      return Optional.empty();
    }
    boolean all = GridPoints.areFew(space);
    int[] fulfilled = new int[space.constraints().size()];
    long looked = 0;
    for (Configuration configuration : (Iterable<Configuration>) points(space, all)::iterator) {
      looked++;
      boolean every = true;
      for (int i = 0; i < fulfilled.length; i++) {
        boolean holds = space.constraints().get(i).holds(configuration.values());
        fulfilled[i] += holds ? 1 : 0;
        every &= holds;
      }
      if (every) {
        return Optional.empty();
      }
    }
    return Optional.of(reason(space, fulfilled, looked, all));
  }

  private static Stream<Configuration> points(Space space, boolean all) {
    if (all) {
      return GridPoints.of(space);
    }
    SplittableRandom random = new SplittableRandom(0); // a space is not refused by chance
    return Stream.generate(() -> space.at(random.doubles(space.parameters().size()).toArray()))
        .limit(POINTS_TRIED);
  }

  private static String reason(Space space, int[] fulfilled, long looked, boolean all) {
    int hardest = 0;
    for (int i = 1; i < fulfilled.length; i++) {
      hardest = fulfilled[i] < fulfilled[hardest] ? i : hardest;
    }
    return "no configuration fulfils them: of %s %d, %s holds of %d"
        .formatted(
            all ? "all" : "a random",
            looked,
            space.constraints().get(hardest).text(),
            fulfilled[hardest]);
  }
}

package dev.assay.search;

import dev.assay.search.Coding.Axis;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The tree-structured Parzen estimator (Bergstra et al. 2011): of candidates drawn from the density
 * l of the good trials the one where l / g is largest, g the density of all others, pending ones
 * among them, so that what is being tried does not look promising (a constant liar).
 *
 * <p>Our addition: a third of the suggestions keep to one value of one choice, both taken at
 * random, and the best trials with that value count as good too. Without it a branch that is good
 * at once, such as the model with the fewest parameters, fills the good trials before a better one
 * is known at all.
 */
final class Tpe implements Sampler {
  private static final int CANDIDATES = 24;
  private static final int DRAWS = 20; // for each candidate, as most may lie outside of the view
  private static final double VIEWS = 1.0 / 3;

  @Override
  public Suggestion suggest(Space space, Tried tried, long seed) {
    RandomGenerator random = Draw.randomness(seed, tried.number());
    Draw draw = new Draw(space, tried);
    if (tried.outcomes().size() < Sobol.STARTUP_TRIALS) {
      return Sobol.startup(space, tried, seed);
    }
    Coding coding = new Coding(space);
    View view = View.of(coding, random);
    TpeSplit split = TpeSplit.of(tried, o -> view.test(coding.point(o.configuration())));
    List<Candidate> candidates = candidates(coding, split, view, random);
    if (candidates.isEmpty()) {
      return draw.random(random, "random: TPE drew nothing for one value of a choice");
    }
    String reason =
        String.format(
            Locale.ROOT,
            "TPE: best of %d candidates (l/g %s) from %d good and %d other trials",
            candidates.size(),
            Digits.of(Math.exp(candidates.getFirst().score)),
            split.good().size(),
            split.others().size());
    Stream<Configuration> best = candidates.stream().map(c -> coding.configuration(c.point));
    return draw.first(best, reason)
        .orElseGet(() -> draw.random(random, "random: TPE had nothing that is new and allowed"));
  }

  /**
   * @param score log l/g
   */
  private record Candidate(double[] point, double score) {}

  /** The best first. */
  private static List<Candidate> candidates(
      Coding coding, TpeSplit split, View view, RandomGenerator random) {
    Axis[] axes = IntStream.range(0, coding.size()).mapToObj(coding::axis).toArray(Axis[]::new);
    TpeParzen l = new TpeParzen(axes, coding.points(split.good()));
    TpeParzen g = new TpeParzen(axes, coding.points(split.others()));
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < DRAWS * CANDIDATES && candidates.size() < CANDIDATES; i++) {
      double[] point = coding.snapped(l.draw(random));
      if (view.test(point)) {
        candidates.add(new Candidate(point, l.logDensity(point) - g.logDensity(point)));
      }
    }
    candidates.sort(Comparator.comparingDouble((Candidate c) -> c.score).reversed());
    return candidates;
  }

  /**
   * The points with one value of a choice.
   *
   * @param choice the coordinate; -1 for all points
   */
  private record View(int choice, double value) implements Predicate<double[]> {

    static View of(Coding coding, RandomGenerator random) {
      int[] choices =
          IntStream.range(0, coding.size())
              .filter(c -> coding.axis(c).isChoice() && !coding.axis(c).isFixed())
              .toArray();
      if (random.nextDouble() >= VIEWS || choices.length == 0) {
        return new View(-1, 0);
      }
      int choice = choices[random.nextInt(choices.length)];
      Axis axis = coding.axis(choice);
      return new View(choice, axis.middle(random.nextInt(axis.cells())));
    }

    @Override
    public boolean test(double[] point) {
      return choice < 0 || Math.abs(point[choice] - value) < 1e-9;
    }
  }
}

package dev.assay.search;

import dev.assay.search.Coding.Axis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The tree-structured Parzen estimator (Bergstra et al. 2011): of candidates drawn from the density
 * l of the good trials the one where l / g is largest, g the density of all others, pending ones
 * among them, so that what is being tried does not look promising (a constant liar).
 *
 * <p>Parameters that are there in the same trials are modelled together, from the trials that have
 * them; the groups are independent, as in Optuna's decomposition.
 */
final class Tpe implements Sampler {
  private static final int CANDIDATES = 24;

  @Override
  public Suggestion suggest(Space space, Tried tried, long seed) {
    RandomGenerator random = Draw.randomness(seed, tried.number());
    Draw draw = new Draw(space, tried);
    if (tried.outcomes().size() < Draw.STARTUP_TRIALS) {
      return draw.startup(random, tried.number());
    }
    Coding coding = new Coding(space);
    TpeSplit split = TpeSplit.of(tried);
    List<Candidate> candidates = candidates(coding, split, random);
    String reason =
        String.format(
            Locale.ROOT,
            "TPE: best of %d candidates (l/g %s) from %d good and %d other trials",
            CANDIDATES,
            Digits.of(Math.exp(candidates.getFirst().score)),
            split.good().size(),
            split.others().size());
    Stream<Configuration> best = candidates.stream().map(c -> coding.configuration(c.point));
    return draw.first(best, reason)
        .orElseGet(() -> draw.random(random, "random: TPE had nothing that is new and allowed"));
  }

  /**
   * @param score log l/g, of the groups that are there
   */
  private record Candidate(double[] point, double score) {}

  /** The best of each group put together, then the candidates by their scores. */
  private static List<Candidate> candidates(Coding coding, TpeSplit split, RandomGenerator random) {
    double[][] good = coding.points(split.good());
    double[][] others = coding.points(split.others());
    double[][] points = new double[CANDIDATES + 1][coding.size()];
    List<int[]> groups = groups(coding, good, others);
    Map<int[], double[]> scores = new LinkedHashMap<>();
    for (int[] group : groups) {
      Axis[] axes = Arrays.stream(group).mapToObj(coding::axis).toArray(Axis[]::new);
      TpeParzen l = new TpeParzen(axes, columns(good, group));
      TpeParzen g = new TpeParzen(axes, columns(others, group));
      double[] score = new double[CANDIDATES + 1];
      int best = 1;
      for (int i = 1; i <= CANDIDATES; i++) {
        double[] drawn = l.draw(random);
        score[i] = l.logDensity(drawn) - g.logDensity(drawn);
        put(points[i], group, drawn);
        best = score[i] > score[best] ? i : best;
      }
      score[0] = score[best];
      put(points[0], group, columns(new double[][] {points[best]}, group)[0]);
      scores.put(group, score);
    }
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i <= CANDIDATES; i++) {
      double[] there = coding.snapped(points[i]);
      double sum = 0;
      for (Map.Entry<int[], double[]> group : scores.entrySet()) {
        sum += Double.isNaN(there[group.getKey()[0]]) ? 0 : group.getValue()[i];
      }
      candidates.add(new Candidate(points[i], sum));
    }
    candidates
        .subList(1, candidates.size())
        .sort(Comparator.comparingDouble((Candidate c) -> c.score).reversed());
    return candidates;
  }

  /** Parameters by the trials in which they are there. */
  private static List<int[]> groups(Coding coding, double[][] good, double[][] others) {
    Map<BitSet, List<Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < coding.size(); i++) {
      BitSet there = new BitSet();
      for (int t = 0; t < good.length + others.length; t++) {
        double[] point = t < good.length ? good[t] : others[t - good.length];
        there.set(t, !Double.isNaN(point[i]));
      }
      groups.computeIfAbsent(there, _ -> new ArrayList<>()).add(i);
    }
    return groups.values().stream()
        .map(group -> group.stream().mapToInt(Integer::intValue).toArray())
        .toList();
  }

  /** The coordinates of a group, of the points that have them. */
  private static double[][] columns(double[][] points, int[] group) {
    return Arrays.stream(points)
        .filter(point -> !Double.isNaN(point[group[0]]))
        .map(point -> Arrays.stream(group).mapToDouble(i -> point[i]).toArray())
        .toArray(double[][]::new);
  }

  private static void put(double[] point, int[] group, double[] values) {
    for (int i = 0; i < group.length; i++) {
      point[group[i]] = values[i];
    }
  }
}

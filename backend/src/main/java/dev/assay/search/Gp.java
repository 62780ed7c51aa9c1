package dev.assay.search;

import dev.assay.search.GaussianProcess.Hyper;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A Gaussian process with expected improvement. Coordinates are those of {@link Coding}; two
 * choices are the same or differ; a parameter that is absent lies in the middle.
 *
 * <p>Its cost is bounded: the process sees at most {@value #MOST_SEEN} trials; lengths and noise
 * are fitted to at most {@value #MOST_FITTED} of them and refined with all that it sees, in few
 * steps. In both cases it is the best ones for one half and of the others the newest (seen) or
 * evenly many (fitted).
 *
 * <p>Pending trials are taken to end as the process expects (Ginsbourger et al. 2010, the kriging
 * believer). Of several objectives a random mixture is looked at, another for each suggestion: the
 * augmented Chebyshev norm of ParEGO (Knowles 2006, equation 2, ρ = 0.05). A trial with a value
 * that is not a finite number counts as the worst of the others.
 */
final class Gp implements Sampler {
  static final int MOST_FITTED = 40;
  static final int MOST_SEEN = 100;
  private static final int FIT = 40; // evaluations of the likelihood
  private static final int REFINEMENT = 4;
  private static final int KNOWN = 3;

  @Override
  public Suggestion suggest(Space space, Tried tried, long seed) {
    RandomGenerator random = Draw.randomness(seed, tried.number());
    Draw draw = new Draw(space, tried);
    List<Outcome> finite = tried.outcomes().stream().filter(Outcome::isFinite).toList();
    if (tried.outcomes().size() < Sobol.STARTUP_TRIALS || finite.isEmpty()) {
      return Sobol.startup(space, tried, seed);
    }
    Coding coding = new Coding(space);
    boolean[] isChoice = new boolean[coding.size()];
    for (int c = 0; c < isChoice.length; c++) {
      isChoice[c] = coding.axis(c).isChoice();
    }
    double[] losses = GpLoss.of(tried, random);
    GpLoss.Scale scale = GpLoss.Scale.of(losses);
    double[] y = Arrays.stream(losses).map(scale::standard).toArray();
    double[][] x =
        tried.outcomes().stream()
            .map(o -> filled(coding.point(o.configuration())))
            .toArray(double[][]::new);
    int[] fitted = half(y, MOST_FITTED, false);
    int[] seen = half(y, MOST_SEEN, true);
    Hyper hyper =
        GpFit.of(of(x, fitted), of(y, fitted), isChoice, Hyper.start(isChoice.length), FIT);
    if (seen.length > fitted.length) {
      hyper = GpFit.of(of(x, seen), of(y, seen), isChoice, hyper, REFINEMENT);
    }
    GaussianProcess process = new GaussianProcess(of(x, seen), of(y, seen), isChoice, hyper);
    process = believed(process, of(x, seen), of(y, seen), pending(coding, tried), isChoice);
    double best = Arrays.stream(y).min().orElseThrow();
    double[][] known = of(x, Arrays.copyOf(order(y), Math.min(KNOWN, y.length)));
    List<GpSearch.Point> points =
        new GpSearch(coding, process, best).points(known, seen.length, random);
    Stream<Configuration> promising = points.stream().map(p -> coding.configuration(p.u()));
    return draw.first(promising, reason(tried, points.getFirst(), scale, best))
        .orElseGet(() -> draw.random(random, "random: GP had nothing that is new and allowed"));
  }

  private static String reason(Tried tried, GpSearch.Point first, GpLoss.Scale scale, double best) {
    String improvement = Digits.of(Math.exp(first.logImprovement()) * scale.deviation());
    if (tried.directions().size() > 1) {
      return "GP: expected improvement %s of a random mixture of %d objectives"
          .formatted(improvement, tried.directions().size());
    }
    double sign = tried.directions().getFirst().sign();
    return String.format(
        Locale.ROOT,
        "GP: expected improvement %s over %s",
        improvement,
        Digits.of(sign * (scale.mean() + best * scale.deviation())));
  }

  private static double[][] pending(Coding coding, Tried tried) {
    List<Configuration> newest =
        tried
            .pending()
            .subList(Math.max(0, tried.pending().size() - MOST_SEEN / 2), tried.pending().size());
    return newest.stream().map(p -> filled(coding.point(p))).toArray(double[][]::new);
  }

  /** The process after the pending trials have ended as it expects. */
  private static GaussianProcess believed(
      GaussianProcess process, double[][] x, double[] y, double[][] pending, boolean[] isChoice) {
    if (pending.length == 0) {
      return process;
    }
    double[][] allX = Arrays.copyOf(x, x.length + pending.length);
    double[] allY = Arrays.copyOf(y, y.length + pending.length);
    for (int i = 0; i < pending.length; i++) {
      allX[x.length + i] = pending[i];
      allY[y.length + i] = process.mean(pending[i]);
    }
    return new GaussianProcess(allX, allY, isChoice, process.hyper());
  }

  static double[] filled(double[] point) {
    double[] filled = point.clone();
    Arrays.setAll(filled, c -> Double.isNaN(point[c]) ? 0.5 : point[c]);
    return filled;
  }

  /**
   * At most so many trials, in the order of their numbers: the best half and some of the others.
   */
  private static int[] half(double[] y, int most, boolean newest) {
    if (y.length <= most) {
      return IntStream.range(0, y.length).toArray();
    }
    int[] order = order(y);
    int[] rest = Arrays.stream(order).skip(most / 2).sorted().toArray();
    int wanted = most - most / 2;
    IntStream others =
        newest
            ? Arrays.stream(rest, rest.length - wanted, rest.length)
            : IntStream.range(0, wanted).map(i -> rest[(int) ((long) i * rest.length / wanted)]);
    return IntStream.concat(Arrays.stream(order, 0, most / 2), others).sorted().toArray();
  }

  /** From the best to the worst. */
  private static int[] order(double[] y) {
    return IntStream.range(0, y.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> y[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static double[][] of(double[][] x, int[] which) {
    return Arrays.stream(which).mapToObj(i -> x[i]).toArray(double[][]::new);
  }

  private static double[] of(double[] y, int[] which) {
    return Arrays.stream(which).mapToDouble(i -> y[i]).toArray();
  }
}

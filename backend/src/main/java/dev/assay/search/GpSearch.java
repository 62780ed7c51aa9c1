package dev.assay.search;

import dev.assay.search.Coding.Axis;
import dev.assay.search.GaussianProcess.Posterior;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Looks for the point whose expected improvement is largest: random points and points around the
 * best ones known, from some of them uphill in the continuous coordinates, then value by value in
 * the discrete ones, in turns.
 */
final class GpSearch {
  private static final double MOST_WORK = 4e6; // multiplications for the first look
  private static final int BY_CHANCE = 4; // of the starts of a climb
  private static final int DESCENT = 25; // evaluations of one
  private static final int TURNS = 3;
  private static final int MOST_VALUES = 16; // of a discrete coordinate that are all looked at

  private final Coding coding;
  private final GaussianProcess process;
  private final double best;
  private final double[] lengths;

  /**
   * @param logImprovement the logarithm of what is to be expected
   */
  record Point(double[] u, double logImprovement) {}

  /**
   * @param best value so far; less is better
   */
  GpSearch(Coding coding, GaussianProcess process, double best) {
    this.coding = coding;
    this.process = process;
    this.best = best;
    this.lengths = Arrays.stream(process.hyper().weights()).map(w -> 1 / Math.sqrt(w)).toArray();
  }

  /**
   * The best points found, the most promising first.
   *
   * @param known the best ones, to look around
   * @param n how many observations the process has
   */
  List<Point> points(double[][] known, int n, RandomGenerator random) {
    int looks = (int) Math.clamp(MOST_WORK / ((double) n * n), 200, 2000);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < looks; i++) {
      points.add(
          i % 4 == 0 && known.length > 0
              ? point(near(known[i / 4 % known.length], random))
              : point(random.doubles(coding.size()).toArray()));
    }
    Comparator<Point> order = Comparator.comparingDouble(p -> -p.logImprovement);
    for (Point start : starts(points, known, random)) {
      points.add(climbed(start));
    }
    points.sort(order);
    return points;
  }

  /**
   * The most promising one, the best one known, and others by chance, as likely as their expected
   * improvement is large: the most promising ones alone would all lie on one hill. The largest of
   * log p + Gumbel noise are a draw without replacement (Kool et al. 2019, "Stochastic Beams and
   * Where to Find Them").
   */
  private List<Point> starts(List<Point> points, double[][] known, RandomGenerator random) {
    double[] keys =
        points.stream()
            .mapToDouble(p -> p.logImprovement - Math.log(-Math.log(1 - random.nextDouble())))
            .toArray();
    List<Point> starts = new ArrayList<>();
    IntStream.range(0, keys.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -keys[i]))
        .limit(BY_CHANCE)
        .forEach(i -> starts.add(points.get(i)));
    starts.add(Collections.max(points, Comparator.comparingDouble(Point::logImprovement)));
    if (known.length > 0) {
      starts.add(point(known[0]));
    }
    return starts;
  }

  /** Some coordinates anew, by a step of any size between a length and a thousandth of it. */
  private double[] near(double[] centre, RandomGenerator random) {
    double[] u = centre.clone();
    double step = Math.pow(10, -3 * random.nextDouble());
    double share = Math.max(1.0 / u.length, random.nextDouble());
    for (int c = 0; c < u.length; c++) {
      if (random.nextDouble() < share) {
        u[c] =
            coding.axis(c).isDiscrete() && random.nextDouble() < 0.5
                ? random.nextDouble()
                : Math.clamp(u[c] + random.nextGaussian() * step * Math.min(1, lengths[c]), 0, 1);
      }
    }
    return u;
  }

  private Point point(double[] u) {
    double[] snapped = Gp.filled(coding.snapped(u));
    Posterior at = process.at(snapped);
    return new Point(snapped, ExpectedImprovement.log(best, at.mean(), Math.sqrt(at.variance())));
  }

  private Point climbed(Point start) {
    Point here = start;
    for (int turn = 0; turn < TURNS; turn++) {
      Point before = here;
      here = better(here, descended(here));
      for (int c = 0; c < coding.size(); c++) {
        here = bestValue(here, c);
      }
      if (here.logImprovement - before.logImprovement < 1e-4) {
        break;
      }
    }
    return here;
  }

  private static Point better(Point a, Point b) {
    return b.logImprovement > a.logImprovement ? b : a;
  }

  /** In units of the lengths, where the function is about as steep in each direction. */
  private Point descended(Point start) {
    int[] free =
        IntStream.range(0, coding.size()).filter(c -> !coding.axis(c).isDiscrete()).toArray();
    if (free.length == 0) {
      return start;
    }
    double[] z = Arrays.stream(free).mapToDouble(c -> start.u[c] / lengths[c]).toArray();
    double[] high = Arrays.stream(free).mapToDouble(c -> 1 / lengths[c]).toArray();
    GpDescent descent = new GpDescent(new double[free.length], high, 1e-3);
    double[] u = start.u.clone();
    GpDescent.Found found =
        descent.minimum(
            at -> {
              place(u, free, at);
              return negative(u, free);
            },
            z,
            DESCENT);
    place(u, free, found.x());
    return point(u);
  }

  private void place(double[] u, int[] free, double[] z) {
    for (int i = 0; i < free.length; i++) {
      u[free[i]] = Math.clamp(z[i] * lengths[free[i]], 0, 1);
    }
  }

  /** −log EI and its slope in units of the lengths. */
  private GpDescent.Value negative(double[] u, int[] free) {
    Posterior at = process.at(u);
    double deviation = Math.sqrt(at.variance());
    double z = (best - at.mean()) / deviation;
    double slope = ExpectedImprovement.slope(z);
    double[] gradient = new double[free.length];
    for (int i = 0; i < free.length; i++) {
      double byMean = -slope / deviation * at.meanSlope()[free[i]];
      double byVariance = (1 - slope * z) / (2 * at.variance()) * at.varianceSlope()[free[i]];
      gradient[i] = -(byMean + byVariance) * lengths[free[i]];
    }
    return new GpDescent.Value(-ExpectedImprovement.logH(z) - Math.log(deviation), gradient);
  }

  private Point bestValue(Point here, int c) {
    Axis axis = coding.axis(c);
    if (!axis.isDiscrete() || axis.isFixed()) {
      return here;
    }
    Point found = here;
    int cell = axis.cell(here.u[c]);
    for (int other : nearby(axis, cell)) {
      double[] u = here.u.clone();
      u[c] = axis.middle(other);
      found = better(found, point(u));
    }
    return found;
  }

  /** All values where they are few, else steps of 1, 2, 4, … to both sides. */
  private static int[] nearby(Axis axis, int cell) {
    if (axis.cells() <= MOST_VALUES) {
      return IntStream.range(0, axis.cells()).filter(i -> i != cell).toArray();
    }
    return IntStream.range(0, 2 * MOST_VALUES)
        .map(i -> cell + (i % 2 == 0 ? 1 : -1) * (1 << i / 4))
        .filter(i -> i >= 0 && i < axis.cells())
        .distinct()
        .toArray();
  }
}

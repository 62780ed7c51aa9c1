package dev.assay.scaling;

import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What has to hold of points before a law is fitted; all that does not is told at once. */
public final class Points {
  private static final double LEAST_COUNT = 1000;
  private static final double LEAST_TOKENS_PER_PARAM = 1e-3;
  private static final double MOST_TOKENS_PER_PARAM = 1e6;
  private static final double MOST_NATS = 25; // the logarithm of a vocabulary of 7e10
  private static final double MOST_TIMES_6ND = 30;
  private static final double SAME = 1e-9;

  private Points() {}

  /** What keeps L(N, D) = E + A/N^α + B/D^β from being fitted to the points; none: nothing. */
  public static List<Violation> violations(List<Point> points, Fixed fixed) {
    List<Violation> found = new ArrayList<>(fixed.violations());
    found.addAll(each(points));
    if (!found.isEmpty()) {
      return found; // what follows says nothing of numbers that are wrong themselves
    }
    enough(points, fixed.free(), found);
    distinct("params", points, Point::params, fixed.alpha() == null ? 3 : 2, found);
    distinct("tokens", points, Point::tokens, fixed.beta() == null ? 3 : 2, found);
    if (fixed.floorNats() != null && !points.isEmpty()) {
      aboveFloor(points, fixed.floorNats(), found);
    }
    return found;
  }

  static void check(List<Point> points, Fixed fixed) {
    throwIfAny(violations(points, fixed));
  }

  static void throwIfAny(List<Violation> found) {
    if (!found.isEmpty()) {
      Violation first = found.getFirst();
      String sentence = "%s is %s: %s".formatted(first.field(), first.value(), first.rule());
      throw new Problem.Invalid(
          found.size() == 1
              ? sentence
              : "%d things are wrong with the points, the first: %s"
                  .formatted(found.size(), sentence),
          found);
    }
  }

  /** What is wrong with single points. */
  public static List<Violation> each(List<Point> points) {
    List<Violation> found = new ArrayList<>();
    Map<Point, Integer> seen = new HashMap<>();
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      String at = "points[" + i + "].";
      count(at + "params", point.params(), found);
      count(at + "tokens", point.tokens(), found);
      loss(at + "lossNats", point.lossNats(), found);
      ratio(at, point, found);
      Integer earlier = seen.putIfAbsent(point, i);
      if (earlier != null) {
        found.add(
            new Violation(
                "points[" + i + "]",
                point.toString(),
                "it is points[%d] again; leave one of them out ".formatted(earlier)
                    + "(a repetition with another seed has a loss of its own)"));
      }
    }
    return found;
  }

  private static void count(String field, double value, List<Violation> found) {
    if (!(value > 0 && Double.isFinite(value))) {
      found.add(new Violation(field, value + "", "a count above 0 is expected"));
    } else if (value < LEAST_COUNT) {
      found.add(
          new Violation(
              field,
              shown(value),
              "a count is expected, at least 1000; give millions or billions as such (124e6)"));
    }
  }

  private static void loss(String field, double nats, List<Violation> found) {
    if (!(nats > 0 && Double.isFinite(nats))) {
      found.add(
          new Violation(
              field, nats + "", "a loss is finite and above 0; leave out runs that diverged"));
    } else if (nats > MOST_NATS) {
      found.add(
          new Violation(
              field,
              shown(nats),
              "no loss in nats per token is above 25; give the logarithm of a perplexity"));
    }
  }

  private static void ratio(String at, Point point, List<Violation> found) {
    double ratio = point.tokensPerParam();
    if (ratio > 0 && (ratio < LEAST_TOKENS_PER_PARAM || ratio > MOST_TOKENS_PER_PARAM)) {
      found.add(
          new Violation(
              at + "tokens",
              shown(point.tokens()),
              "%s tokens per parameter are no run; ".formatted(shown(ratio))
                  + "both are counts in the same unit, not one in millions"));
    }
    double times = point.flops() / Point.flops(point.params(), point.tokens());
    if (!(times <= MOST_TIMES_6ND && times >= 1 / MOST_TIMES_6ND)) {
      found.add(
          new Violation(
              at + "flops",
              shown(point.flops()),
              "6 params × tokens are %s; "
                      .formatted(shown(Point.flops(point.params(), point.tokens())))
                  + "give floating-point operations of the whole training, or leave them out"));
    }
  }

  static void enough(List<Point> points, int free, List<Violation> found) {
    if (points.size() < free) {
      found.add(
          new Violation(
              "points",
              points.size() + "",
              "%d parameters need at least as many runs; ".formatted(free)
                  + "add %d, or fix an exponent or the floor".formatted(free - points.size())));
    }
  }

  static void distinct(
      String field,
      List<Point> points,
      ToDoubleFunction<Point> value,
      int least,
      List<Violation> found) {
    double[] values = distinct(points, value);
    if (!points.isEmpty() && values.length < least) {
      found.add(
          new Violation(
              field,
              values.length == 1
                  ? shown(values[0]) + " in all points"
                  : "%s and %s only".formatted(shown(values[0]), shown(values[1])),
              "an exponent of %s needs runs of at least %d different %s; "
                      .formatted(field, least, field)
                  + "add %d, or fix the exponent".formatted(least - values.length)));
    }
  }

  /** In order; values that differ by rounding count once. */
  static double[] distinct(List<Point> points, ToDoubleFunction<Point> value) {
    double[] sorted = points.stream().mapToDouble(value).sorted().toArray();
    int kept = 0;
    for (double x : sorted) {
      if (kept == 0 || x > sorted[kept - 1] * (1 + SAME)) {
        sorted[kept++] = x;
      }
    }
    return Arrays.copyOf(sorted, kept);
  }

  private static void aboveFloor(List<Point> points, double floor, List<Violation> found) {
    double largest = points.stream().mapToDouble(Point::lossNats).max().orElseThrow();
    if (largest <= floor) {
      found.add(
          new Violation(
              "fixed.floorNats",
              floor + "",
              "no loss is above it, the largest is %s; fix a lower floor, or fit it"
                  .formatted(largest)));
    }
  }

  static String shown(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}

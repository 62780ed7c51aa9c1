package dev.assay.scaling;

import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * How well a law predicts runs that it was not fitted to. Errors are root mean squares of ln L − ln
 * L̂, so 0.01 is 1 %.
 */
public final class HeldOut {
  private static final double SAME_BUDGET = 1.1;

  private HeldOut() {}

  /**
   * @param inSample of the points that it was fitted to; it falls with each parameter and tells
   *     nothing
   * @param largest of the runs of the largest budget, by a fit to all others: how well it
   *     extrapolates
   * @param folds of each fold, by a fit to the others: how well it interpolates
   * @param why an error is NaN, null where none is
   */
  public record Score(
      String name, double inSample, double largest, double folds, @Nullable String why) {}

  /**
   * One run that was predicted.
   *
   * @param logError ln L − ln L̂
   */
  public record Predicted(Point point, double lossNats, double logError) {}

  /**
   * The best first: by the extrapolation, for that is what a law is for.
   *
   * @param folds 2 or more, at most as many as points
   */
  public static List<Score> compare(
      List<Point> points, List<Candidate> candidates, int folds, long seed) {
    Points.throwIfAny(Points.each(points));
    if (folds < 2 || folds > points.size()) {
      throw new Problem.Invalid(
          "folds", folds, "it is 2 to %d, the number of points".formatted(points.size()));
    }
    return candidates.stream()
        .map(candidate -> score(points, candidate, folds, seed))
        .sorted(Comparator.comparingDouble(Score::largest).thenComparingDouble(Score::folds))
        .toList();
  }

  /**
   * The runs of the largest budget, by a fit to all others.
   *
   * @throws Problem.Invalid when the others do not suffice
   */
  public static List<Predicted> largest(List<Point> points, Candidate candidate) {
    double most = points.stream().mapToDouble(Point::flops).max().orElse(0);
    return predicted(
        points, candidate, points.stream().map(p -> p.flops() * SAME_BUDGET >= most).toList());
  }

  private static Score score(List<Point> points, Candidate candidate, int folds, long seed) {
    List<String> why = new ArrayList<>();
    double inSample = error(why, () -> errors(points, candidate.fit().apply(points)));
    double largest = error(why, () -> largest(points, candidate));
    double folded = error(why, () -> folds(points, candidate, folds, seed));
    return new Score(
        candidate.name(), inSample, largest, folded, why.isEmpty() ? null : why.getFirst());
  }

  private static List<Predicted> folds(
      List<Point> points, Candidate candidate, int folds, long seed) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      order.add(i % folds);
    }
    Collections.shuffle(order, new Random(seed));
    List<Predicted> all = new ArrayList<>();
    for (int fold = 0; fold < folds; fold++) {
      int held = fold;
      all.addAll(predicted(points, candidate, order.stream().map(f -> f == held).toList()));
    }
    return all;
  }

  private static List<Predicted> predicted(
      List<Point> points, Candidate candidate, List<Boolean> isHeld) {
    List<Point> kept = new ArrayList<>();
    List<Point> held = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      (isHeld.get(i) ? held : kept).add(points.get(i));
    }
    return errors(held, candidate.fit().apply(kept));
  }

  private static List<Predicted> errors(List<Point> points, ToDoubleFunction<Point> law) {
    return points.stream()
        .map(
            p -> {
              double loss = law.applyAsDouble(p);
              return new Predicted(p, loss, Math.log(p.lossNats() / loss));
            })
        .toList();
  }

  private interface Prediction {
    List<Predicted> get();
  }

  private static double error(List<String> why, Prediction prediction) {
    try {
      return Math.sqrt(
          prediction.get().stream()
              .mapToDouble(p -> p.logError() * p.logError())
              .average()
              .orElse(Double.NaN));
    } catch (Problem.Invalid refused) {
      why.add(rule(refused));
      return Double.NaN;
    }
  }

  private static String rule(Problem.Invalid refused) {
    Violation first = refused.violations().getFirst();
    return first.field() + " " + first.value() + ": " + first.rule();
  }
}

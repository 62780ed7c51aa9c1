package dev.assay.scaling;

import dev.assay.problem.Problem;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A law to be compared with others.
 *
 * @param fit from points to the loss that it predicts for any; throws {@link Problem.Invalid} where
 *     it cannot be fitted
 */
public record Candidate(String name, Function<List<Point>, ToDoubleFunction<Point>> fit) {
  public static Candidate parametric(String name, Fixed fixed) {
    return new Candidate(
        name,
        points -> {
          ParametricLaw law = law(ParametricFit.of(points, fixed));
          return p -> law.lossNats(p.params(), p.tokens());
        });
  }

  /**
   * @param variable of the points
   * @param floorNats null where it is fitted
   */
  public static Candidate kaplan(
      String name, ToDoubleFunction<Point> variable, @Nullable Double floorNats) {
    return new Candidate(
        name,
        points -> {
          KaplanLaw law =
              law(
                  KaplanLaw.fit(
                      points.stream().mapToDouble(variable).toArray(),
                      points.stream().mapToDouble(Point::lossNats).toArray(),
                      floorNats));
          return p -> law.lossNats(variable.applyAsDouble(p));
        });
  }

  /** Kaplan et al.'s law of both. */
  public static Candidate kaplanJoint(String name) {
    return new Candidate(
        name,
        points -> {
          KaplanJointLaw law = law(KaplanJointLaw.fit(points));
          return p -> law.lossNats(p.params(), p.tokens());
        });
  }

  private static <L> L law(Fit<L> fit) {
    return switch (fit) {
      case Fit.Converged<L>(Fit.Found<L> found) -> found.law();
      case Fit.AtBound<L>(Fit.Found<L> found, _) -> found.law();
      case Fit.NotIdentifiable<L>(String why) -> throw new Problem.Invalid("points", "", why);
    };
  }
}

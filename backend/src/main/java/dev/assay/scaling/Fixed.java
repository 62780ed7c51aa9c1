package dev.assay.scaling;

import dev.assay.problem.Problem.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of L(N, D) = E + A/N^α + B/D^β beforehand; null is to be fitted.
 *
 * @param floorNats E, 0 or more
 * @param alpha of params, in [0.01, 3]
 * @param beta of tokens, in [0.01, 3]
 */
public record Fixed(@Nullable Double floorNats, @Nullable Double alpha, @Nullable Double beta) {
  public static final Fixed NOTHING = new Fixed(null, null, null);

  /** How many are to be fitted. */
  public int free() {
    return 2 + (floorNats == null ? 1 : 0) + (alpha == null ? 1 : 0) + (beta == null ? 1 : 0);
  }

  /** What keeps them from being taken; none: nothing. */
  public List<Violation> violations() {
    List<Violation> found = new ArrayList<>();
    if (floorNats != null && !(floorNats >= 0 && Double.isFinite(floorNats))) {
      found.add(new Violation("fixed.floorNats", floorNats + "", "a floor is 0 or more, in nats"));
    }
    exponent("fixed.alpha", alpha, found);
    exponent("fixed.beta", beta, found);
    return found;
  }

  private static void exponent(String field, @Nullable Double value, List<Violation> found) {
    if (value != null && !(value >= Exponent.LEAST && value <= Exponent.MOST)) {
      found.add(
          new Violation(
              field,
              value + "",
              "an exponent is in [%s, %s]".formatted(Exponent.LEAST, Exponent.MOST)));
    }
  }
}

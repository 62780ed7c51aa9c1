package dev.assay.search;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a trial has reported of its objective so far.
 *
 * @param trial its number
 * @param steps increasing
 * @param values at these steps; NaN where it was not a number
 */
public record LearningCurve(int trial, long[] steps, double[] values) {
  public LearningCurve {
    if (steps.length != values.length) {
      throw new IllegalArgumentException(
          "%d steps and %d values".formatted(steps.length, values.length));
    }
  }

  boolean isEmpty() {
    return steps.length == 0;
  }

  long lastStep() {
    return steps[steps.length - 1];
  }

  double lastValue() {
    return values[values.length - 1];
  }

  /** The place of the first step that is not before this one; empty when it has not come so far. */
  OptionalInt reaching(long step) {
    int found = Arrays.binarySearch(steps, step);
    int at = found >= 0 ? found : -found - 1;
    return at < steps.length ? OptionalInt.of(at) : OptionalInt.empty();
  }

  /** The first value reported at a step or after it; empty when it has not come so far. */
  OptionalDouble firstFrom(long step) {
    OptionalInt at = reaching(step);
    return at.isPresent() ? OptionalDouble.of(values[at.getAsInt()]) : OptionalDouble.empty();
  }
}

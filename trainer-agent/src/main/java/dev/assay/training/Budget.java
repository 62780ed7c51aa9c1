package dev.assay.training;

import java.time.Duration;
import java.util.OptionalInt;

/** How long to train. */
public sealed interface Budget {

  /** Optimiser steps. */
  record Steps(int steps) implements Budget {
    public Steps {
      Rules.require(steps >= 1, "steps", steps, "at least 1");
    }
  }

  /** Tokens trained on; the step that reaches them is the last. */
  record Tokens(long tokens) implements Budget {
    public Tokens {
      Rules.require(tokens >= 1, "tokens", tokens, "at least 1");
    }
  }

  /** Floating point operations; the step that reaches them is the last. */
  record Flops(double flops) implements Budget {
    public Flops {
      Rules.require(flops > 0 && Double.isFinite(flops), "flops", flops, "above 0");
    }
  }

  /**
   * Time spent training, pauses not counted; the step during which it ends is the last. How far the
   * schedule is follows the share of the time that is spent, so that two trainings of the same plan
   * differ as their speeds do; one that goes on from a checkpoint counts the time before it.
   */
  record Time(Duration duration) implements Budget {
    public Time {
      Rules.require(duration.isPositive(), "time", duration, "above 0");
    }

    double seconds() {
      return duration.getSeconds() + duration.getNano() / 1e9;
    }
  }

  /**
   * How many optimiser steps that is; empty when only time will tell.
   *
   * @param tokensPerStep at least 1
   * @param flopsPerToken above 0
   * @throws IllegalArgumentException when it is more than an int holds
   */
  default OptionalInt steps(long tokensPerStep, double flopsPerToken) {
    double steps =
        switch (this) {
          case Steps(int n) -> n;
          case Tokens(long tokens) -> Math.ceil((double) tokens / tokensPerStep);
          case Flops(double flops) -> Math.ceil(flops / (flopsPerToken * tokensPerStep));
          case Time(Duration duration) -> -1;
        };
    if (steps > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "the budget %s is %.0f steps; must be at most %d"
              .formatted(this, steps, Integer.MAX_VALUE));
    }
    return steps < 0 ? OptionalInt.empty() : OptionalInt.of((int) steps);
  }
}

package dev.assay.sweeps;

import dev.assay.search.Direction;

/**
 * What a sweep is to make small or great.
 *
 * @param metric its name, such as {@code val/loss}
 * @param of which of the values that a run logged counts
 */
public record Objective(String metric, Of of, Direction direction) {

  /** One number of a series. */
  public enum Of {
    LAST,
    MIN,
    MAX,
    MEAN
  }
}

package dev.assay.search;

import java.util.List;

/**
 * What is known when the next configuration is to be suggested.
 *
 * @param outcomes of the trials that have ended, in the order of their numbers
 * @param pending configurations that are being tried, in that order too; a model-based sampler
 *     expects nothing better of them (a constant liar), so that it suggests something else
 * @param cancelled configurations of which nothing is known, but that nobody wants to be tried
 * @param number how many configurations were suggested before, ended, pending or cancelled
 */
public record Tried(
    List<Direction> directions,
    List<Outcome> outcomes,
    List<Configuration> pending,
    List<Configuration> cancelled,
    int number) {
  public Tried {
    directions = List.copyOf(directions);
    outcomes = List.copyOf(outcomes);
    pending = List.copyOf(pending);
    cancelled = List.copyOf(cancelled);
  }

  /** None was cancelled. */
  public Tried(
      List<Direction> directions, List<Outcome> outcomes, List<Configuration> pending, int number) {
    this(directions, outcomes, pending, List.of(), number);
  }
}

package dev.assay.search;

/** What a sampler says when it is asked for the next configuration. */
public sealed interface Suggestion {

  /**
   * @param reason why this one, for people: "Sobol: start-up trial 3 of 10"
   */
  record Next(Configuration configuration, String reason) implements Suggestion {}

  /**
   * There is nothing left to suggest.
   *
   * @param reason for people: "all 12 points of the grid were tried"
   */
  record Exhausted(String reason) implements Suggestion {}
}

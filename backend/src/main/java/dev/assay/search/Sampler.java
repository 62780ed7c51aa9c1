package dev.assay.search;

import java.util.Optional;

/** Suggests what to try next. */
public interface Sampler {

  /**
   * The next configuration. A pure function: the same arguments give the same answer.
   *
   * @param seed of the sweep; the randomness of one suggestion comes from it and {@link
   *     Tried#number}
   */
  Suggestion suggest(Space space, Tried tried, long seed);

  /** Why this sampler cannot search that space, for people; empty when it can. */
  default Optional<String> refusal(Space space) {
    return Optional.empty();
  }
}

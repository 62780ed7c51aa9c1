package dev.assay.jobs;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What some jobs in the queue ask of an agent.
 *
 * @param jobs how many of them there are
 * @param which they are; empty when they were only counted
 */
record Demand(String recipe, List<String> labels, Needs needs, int jobs, Set<JobId> which) {
  private static final int MOST_NAMED = 1000;

  Demand(String recipe, List<String> labels, Needs needs, int jobs) {
    this(recipe, labels, needs, jobs, Set.of());
  }

  /** With more that ask for the same. */
  Demand and(Demand more) {
    boolean named = !which.isEmpty() && which.size() + more.which.size() <= MOST_NAMED;
    Set<JobId> all =
        named
            ? Stream.concat(which.stream(), more.which.stream()).collect(toUnmodifiableSet())
            : Set.of();
    return new Demand(recipe, labels, needs, jobs + more.jobs, all);
  }

  /** Without one of them; empty when it was the last that is known. */
  Optional<Demand> without(JobId job) {
    if (!which.contains(job)) {
      return Optional.of(this);
    }
    Set<JobId> left =
        which.stream().filter(other -> !other.equals(job)).collect(toUnmodifiableSet());
    return left.isEmpty()
        ? Optional.empty()
        : Optional.of(new Demand(recipe, labels, needs, jobs - 1, left));
  }

  boolean asksTheSameAs(Demand other) {
    return recipe.equals(other.recipe) && labels.equals(other.labels) && needs.equals(other.needs);
  }
}

package dev.assay.jobs;

import java.util.List;

/**
 * What some jobs in the queue ask of an agent.
 *
 * @param jobs how many of them there are
 */
record Demand(String recipe, List<String> labels, Needs needs, int jobs) {
  boolean asksTheSameAs(Demand other) {
    return recipe.equals(other.recipe) && labels.equals(other.labels) && needs.equals(other.needs);
  }
}

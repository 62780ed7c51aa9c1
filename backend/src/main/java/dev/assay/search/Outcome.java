package dev.assay.search;

import java.util.Arrays;

/**
 * A configuration that was tried.
 *
 * @param values of the objectives, in their order; NaN for one that was never logged or is not a
 *     number: the sampler takes such a trial for a bad one
 */
public record Outcome(Configuration configuration, double[] values) {
  /** Whether all values are finite numbers. */
  boolean isFinite() {
    return Arrays.stream(values).allMatch(Double::isFinite);
  }
}

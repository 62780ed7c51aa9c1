package dev.assay.search;

/**
 * A configuration that was tried.
 *
 * @param values of the objectives, in their order; NaN for one that was never logged or is not a
 *     number: the sampler takes such a trial for a bad one
 */
public record Outcome(Configuration configuration, double[] values) {}

package dev.assay.runs;

/**
 * An experiment is to be deleted for good, and nothing of it is deleted yet. A listener that throws
 * a problem keeps it.
 */
public record ExperimentPurging(ExperimentId experiment) {}

package dev.assay.runs;

/** A run has been deleted for good. */
public record RunPurged(RunId run) {}

package dev.assay.runs;

/** A run has been deleted, or restored: what is known of it may no longer hold. */
public record RunDeleted(RunId run) {}

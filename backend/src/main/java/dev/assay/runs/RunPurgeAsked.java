package dev.assay.runs;

/**
 * A run is to be deleted for good, and can still be restored. A listener that throws a problem
 * keeps it.
 */
public record RunPurgeAsked(RunId run) {}

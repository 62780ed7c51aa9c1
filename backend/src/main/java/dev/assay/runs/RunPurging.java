package dev.assay.runs;

/**
 * A run is about to be deleted for good. Listeners delete what they keep of it before they return;
 * should one fail, the purge can be done again.
 */
public record RunPurging(RunId run) {}

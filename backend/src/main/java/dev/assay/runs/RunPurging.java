package dev.assay.runs;

/**
 * A run is about to be deleted for good. Listeners delete what they keep of it before they return;
 * should one fail, the run stays deleted and can be purged again.
 */
public record RunPurging(RunId run) {}

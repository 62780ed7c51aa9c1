package dev.assay.runs;

/** A run has ended: as FINISHED, FAILED or KILLED. Told when that is committed. */
public record RunEnded(RunId run) {}

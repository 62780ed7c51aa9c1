package dev.assay.runs;

/**
 * A run goes on from another. Published in the transaction that makes it: what listeners keep of it
 * is there with it, or not at all.
 */
public record RunForked(RunId from, RunId to) {}

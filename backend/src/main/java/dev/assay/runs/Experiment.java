package dev.assay.runs;

import java.time.Instant;

/** A named collection of runs. */
public record Experiment(ExperimentId id, String name, Instant createdAt) {}

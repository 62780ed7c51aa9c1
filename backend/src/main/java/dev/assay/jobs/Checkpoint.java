package dev.assay.jobs;

import dev.assay.artifacts.ArtifactPath;

/**
 * What work can go on from.
 *
 * @param folder where its files are below the run's
 * @param step of the run, after which it was kept
 */
public record Checkpoint(ArtifactPath folder, long step) {}

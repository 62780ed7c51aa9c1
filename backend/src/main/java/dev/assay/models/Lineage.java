package dev.assay.models;

import dev.assay.runs.RunId;
import org.jspecify.annotations.Nullable;

/**
 * What a version comes from, as far as it could be told when it was made. Runs and logged models
 * may be gone since.
 *
 * @param artifactPath of the run's or the logged model's artifacts
 * @param checkpointStep the step of the run at which the model was made
 */
public record Lineage(
    @Nullable RunId run,
    @Nullable LoggedModelId loggedModel,
    @Nullable String artifactPath,
    @Nullable Long checkpointStep) {}

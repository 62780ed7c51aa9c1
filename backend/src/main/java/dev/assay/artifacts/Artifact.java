package dev.assay.artifacts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file of a run or a model.
 *
 * @param step of the run when it was made, as a checkpoint is; null when it is of none
 */
public record Artifact(
    ArtifactPath path,
    long bytes,
    Sha256 sha256,
    String mediaType,
    @Nullable Long step,
    Instant createdAt) {

  /** The same content in another place. */
  Artifact at(ArtifactPath other, Instant when) {
    return new Artifact(other, bytes, sha256, mediaType, step, when);
  }
}

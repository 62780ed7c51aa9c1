package dev.assay.artifacts;

import dev.assay.runs.ExperimentId;
import dev.assay.runs.Run;
import java.util.UUID;

/**
 * What artifacts belong to.
 *
 * @param id that of the run or the model
 */
public record ArtifactRoot(Kind kind, UUID id, ExperimentId experiment) {
  /** Which kinds of things have artifacts. */
  public enum Kind {
    /** They go when the run is purged. */
    RUN,
    /** Whoever deletes the model purges them: {@link Artifacts#purge}. */
    MODEL
  }

  public static ArtifactRoot of(Run run) {
    return new ArtifactRoot(Kind.RUN, run.id().value(), run.experimentId());
  }

  public static ArtifactRoot ofModel(UUID id, ExperimentId experiment) {
    return new ArtifactRoot(Kind.MODEL, id, experiment);
  }

  @Override
  public String toString() {
    return switch (kind) {
      case RUN -> "run " + id;
      case MODEL -> "model " + id;
    };
  }
}

package dev.assay.artifacts;

import dev.assay.runs.ExperimentId;
import dev.assay.runs.Run;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What artifacts belong to.
 *
 * @param id that of the run, the model or the version of a data set
 * @param experiment null of a version of a data set, which is of none
 */
public record ArtifactRoot(Kind kind, UUID id, @Nullable ExperimentId experiment) {
  public ArtifactRoot {
    if ((experiment == null) != (kind == Kind.DATASET)) {
      throw new IllegalArgumentException(kind + " of experiment " + experiment);
    }
  }

  /** Which kinds of things have artifacts. */
  public enum Kind {
    /** They go when the run is purged. */
    RUN,
    /** Whoever deletes the model purges them: {@link Artifacts#purge}. */
    MODEL,
    /** A version of a data set: who deletes it purges them, as with a model. */
    DATASET
  }

  public static ArtifactRoot of(Run run) {
    return new ArtifactRoot(Kind.RUN, run.id().value(), run.experimentId());
  }

  public static ArtifactRoot ofModel(UUID id, ExperimentId experiment) {
    return new ArtifactRoot(Kind.MODEL, id, experiment);
  }

  public static ArtifactRoot ofDataset(UUID version) {
    return new ArtifactRoot(Kind.DATASET, version, null);
  }

  @Override
  public String toString() {
    return switch (kind) {
      case RUN -> "run " + id;
      case MODEL -> "model " + id;
      case DATASET -> "data set version " + id;
    };
  }
}

package dev.assay.evaluations;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.assay.artifacts.Artifact;
import dev.assay.artifacts.ArtifactRoot;
import dev.assay.artifacts.Artifacts;
import dev.assay.evaluations.PredictionsFile.Part;
import dev.assay.problem.Problem;
import dev.assay.runs.Runs;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Rows of evaluations in memory; those that were used last stay there as long as there is room. */
@Component
class LoadedPredictions {
  private static final int WEIGHT_BYTES = 1 << 10;

  private final EvaluationStore store;
  private final Artifacts artifacts;
  private final Runs runs;
  private final Incoming incoming;
  private final Cache<EvaluationId, Predictions> cache;

  LoadedPredictions(
      EvaluationStore store,
      Artifacts artifacts,
      Runs runs,
      Incoming incoming,
      EvaluationSettings settings) {
    this.store = store;
    this.artifacts = artifacts;
    this.runs = runs;
    this.incoming = incoming;
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(settings.cache().toBytes() / WEIGHT_BYTES)
            .weigher(
                (EvaluationId _, Predictions rows) ->
                    Math.toIntExact(1 + rows.bytes() / WEIGHT_BYTES))
            .build();
  }

  /**
   * The rows of an evaluation.
   *
   * @throws Problem.NotFound when there is no such evaluation
   * @throws Problem.Conflict when somebody has deleted its artifact, or replaced it
   */
  Predictions of(EvaluationId id) {
    @Nullable Predictions there = cache.getIfPresent(id);
    return there == null ? load(store.get(id)) : there;
  }

  /** What a report is of, without ids and groups: of ten million rows they take half the memory. */
  Predictions forReport(Evaluation evaluation) {
    @Nullable Predictions there = cache.getIfPresent(evaluation.id());
    return there == null ? read(evaluation, EnumSet.of(Part.TIMES)) : there;
  }

  /** One at a time: each may be large. */
  private synchronized Predictions load(Evaluation evaluation) {
    @Nullable Predictions there = cache.getIfPresent(evaluation.id());
    if (there != null) {
      return there;
    }
    Predictions rows = read(evaluation, EnumSet.allOf(Part.class));
    cache.put(evaluation.id(), rows);
    return rows;
  }

  private synchronized Predictions read(Evaluation evaluation, Set<Part> parts) {
    try {
      Path file = incoming.newFile();
      try {
        try (InputStream content = artifacts.open(artifact(evaluation))) {
          Files.copy(content, file);
        }
        return PredictionsFile.read(file, evaluation.classes(), parts);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Artifact artifact(Evaluation evaluation) {
    String missing =
        "the rows of evaluation %s were in %s, which somebody has deleted or replaced: upload them again"
            .formatted(evaluation.id(), evaluation.artifact());
    try {
      Artifact artifact =
          artifacts.get(ArtifactRoot.of(runs.get(evaluation.run())), evaluation.artifact());
      if (artifact.sha256().equals(evaluation.digest())) {
        return artifact;
      }
    } catch (Problem.NotFound e) {
      // said below
    }
    throw new Problem.Conflict(missing);
  }

  /** For who wants the memory, or the rows anew. */
  void forget() {
    cache.invalidateAll();
  }
}

package dev.assay.evaluations;

import dev.assay.artifacts.ArtifactPath;
import dev.assay.artifacts.Sha256;
import dev.assay.runs.RunId;
import dev.assay.team.UserId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Predictions of a run on a split of its data, and what was computed from them.
 *
 * @param run that it belongs to
 * @param classes names, the positive one last of two
 * @param groups columns by which rows can be told apart
 * @param from time of the first row; null where rows have none, as until, the time of the last
 * @param artifact of the run: the rows, as Parquet
 * @param digest of the artifact
 * @param progress of the computation, 0 to 1
 * @param error why the computation failed; null when it did not. The rows are kept
 * @param report null until it was computed
 */
public record Evaluation(
    EvaluationId id,
    RunId run,
    EvaluationSpec spec,
    List<String> classes,
    long rows,
    List<String> groups,
    @Nullable Instant from,
    @Nullable Instant until,
    ArtifactPath artifact,
    Sha256 digest,
    long bytes,
    Status status,
    double progress,
    @Nullable String error,
    @Nullable Report report,
    Instant createdAt,
    UserId createdBy) {
  /** How far the computation is. */
  public enum Status {
    QUEUED,
    COMPUTING,
    DONE,
    FAILED,
    CANCELLED
  }

  public Evaluation {
    classes = List.copyOf(classes);
    groups = List.copyOf(groups);
  }

  public boolean isBinary() {
    return classes.size() == 2;
  }
}

package dev.assay.datasets;

import dev.assay.artifacts.Sha256;
import dev.assay.tables.FileFormat;
import dev.assay.team.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file that does not change.
 *
 * @param number from 1, by data set
 * @param author the name of who uploaded it
 * @param timeColumn that was named; null where it is guessed
 * @param state of its profile
 * @param error why there is no profile; null unless the state is FAILED
 * @param shape what it has; null until the state is DONE
 */
public record DatasetVersion(
    DatasetVersionId id,
    DatasetId dataset,
    String name,
    int number,
    String fileName,
    FileFormat format,
    long bytes,
    Sha256 sha256,
    @Nullable String timeColumn,
    String note,
    UserId by,
    String author,
    Instant createdAt,
    State state,
    @Nullable String error,
    @Nullable Shape shape) {

  /** How far its profile is. The file is there in all of them. */
  public enum State {
    PENDING,
    DONE,
    FAILED
  }
}

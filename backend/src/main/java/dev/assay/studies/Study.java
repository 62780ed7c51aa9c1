package dev.assay.studies;

import dev.assay.sweeps.SweepId;
import dev.assay.team.UserId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A study as it stands.
 *
 * @param author name of the user who made it
 * @param outcome what was fitted last; null before the first fit. In lists without the residuals
 * @param stale whether newer runs or settings are to be fitted yet
 * @param versions newest first
 * @param queued sweeps of its plans, oldest first
 */
public record Study(
    StudyId id,
    StudySpec spec,
    UserId createdBy,
    String author,
    Instant createdAt,
    @Nullable StudyOutcome outcome,
    boolean stale,
    List<VersionHead> versions,
    List<SweepId> queued) {
  public Study {
    versions = List.copyOf(versions);
    queued = List.copyOf(queued);
  }
}

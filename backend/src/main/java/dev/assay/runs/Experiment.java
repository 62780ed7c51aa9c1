package dev.assay.runs;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A named collection of runs.
 *
 * @param notes Markdown
 * @param updatedAt when its name, notes or tags changed, or it was put away or brought back
 * @param archivedAt since when it is out of sight; null unless it is
 * @param deletedAt since when it can only be restored or purged; null unless it is
 */
public record Experiment(
    ExperimentId id,
    String name,
    String notes,
    Map<String, String> tags,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant archivedAt,
    @Nullable Instant deletedAt) {
  public Experiment {
    tags = Map.copyOf(tags);
  }
}

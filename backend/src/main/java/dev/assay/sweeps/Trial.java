package dev.assay.sweeps;

import dev.assay.runs.RunId;
import dev.assay.search.Configuration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A planned configuration, executed as a run, or several.
 *
 * @param number from 0 on
 * @param suggested why this configuration, for people
 * @param values of the objectives, in their order; NaN for what was never logged or is no number;
 *     empty while it runs
 * @param ended why it ended as it did, for people; null while it runs
 * @param runs one for each repeat, in order
 */
public record Trial(
    SweepId sweep,
    int number,
    Configuration configuration,
    TrialStatus status,
    String suggested,
    List<Double> values,
    @Nullable String ended,
    List<RunId> runs,
    Instant createdAt,
    @Nullable Instant endedAt) {
  public Trial {
    values = List.copyOf(values);
    runs = List.copyOf(runs);
  }
}

package dev.assay.sweeps;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that a sweep decided, or somebody for it.
 *
 * @param seq ascending within the sweep
 * @param trial null when it is about the sweep
 * @param reason for people: "pruned at rung 2: 3.41 is worse than the 50 % quantile 3.12"
 */
public record Decision(long seq, @Nullable Integer trial, Kind kind, String reason, Instant at) {

  /** What was decided. */
  public enum Kind {
    STARTED,
    SUGGESTED,
    WENT_ON,
    PRUNED,
    TRIAL_ENDED,
    PAUSED,
    RESUMED,
    EXTENDED,
    ENDED
  }
}

package dev.assay.studies;

import org.jspecify.annotations.Nullable;

/**
 * Which runs are left out, besides those that somebody leaves out by hand and those that have no
 * finite loss.
 *
 * @param unfinished leave out what has not FINISHED
 * @param lossAbove leave out losses above this many nats, as diverged; null: none
 * @param untuned of runs whose params and tokens agree to 1 % only the one of least loss counts
 */
public record Rules(boolean unfinished, @Nullable Double lossAbove, boolean untuned) {
  public static final Rules DEFAULT = new Rules(true, null, true);
}

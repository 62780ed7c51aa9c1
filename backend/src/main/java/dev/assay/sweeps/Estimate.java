package dev.assay.sweeps;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a sweep will take, before it starts.
 *
 * @param trials most that there will be; null when only time or FLOPs bound them
 * @param time of all runs together; null when nothing is known
 * @param elapsed with that many trials at a time; null when nothing is known
 * @param flops null when nothing is known
 * @param notes where the figures come from, and what they leave out, for people
 */
public record Estimate(
    @Nullable Integer trials,
    @Nullable Duration time,
    @Nullable Duration elapsed,
    @Nullable Double flops,
    List<String> notes) {
  public Estimate {
    notes = List.copyOf(notes);
  }
}

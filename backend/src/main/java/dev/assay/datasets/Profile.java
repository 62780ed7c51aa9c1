package dev.assay.datasets;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the columns of a file look like.
 *
 * @param sampled of how many rows, drawn evenly, quantiles and histograms are; all else is of all
 * @param time null when no column says when rows were
 */
public record Profile(long rows, int sampled, @Nullable Times time, List<ColumnProfile> columns) {

  /**
   * Equal spans of time.
   *
   * @param starts of each
   * @param rows in each
   * @param withoutTime rows that are in none
   */
  public record Times(long widthSeconds, List<Instant> starts, List<Long> rows, long withoutTime) {}

  public Profile {
    columns = List.copyOf(columns);
  }
}

package dev.assay.datasets;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How two versions of a data set, or two windows, differ.
 *
 * @param columns the largest PSI first; those that are not compared last
 * @param onlyInReference columns that the other does not have
 * @param onlyInCurrent columns that the reference does not have
 */
public record DriftReport(
    Part reference,
    Part current,
    List<ColumnDrift> columns,
    List<String> onlyInReference,
    List<String> onlyInCurrent) {

  /**
   * What was compared.
   *
   * @param from null for all before {@code to}
   * @param to null for all from {@code from} on
   * @param sampled of how many of its rows, drawn evenly, numbers are compared
   */
  public record Part(
      int version, @Nullable Instant from, @Nullable Instant to, long rows, int sampled) {}

  public DriftReport {
    columns = List.copyOf(columns);
  }
}

package dev.assay.datasets;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a file has.
 *
 * @param columns in their order
 * @param timeColumn that says when rows were; null when none does
 * @param from the first moment in it; null without
 * @param to the last
 */
public record Shape(
    List<Column> columns,
    long rows,
    @Nullable String timeColumn,
    @Nullable Instant from,
    @Nullable Instant to) {
  /** A column. */
  public record Column(String name, ColumnType type) {}

  public Shape {
    columns = List.copyOf(columns);
  }
}

package dev.assay.datasets;

import dev.assay.problem.Problem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a time: from a moment to before another.
 *
 * @param from null for all before {@code to}
 * @param to null for all from {@code from} on
 */
public record Window(@Nullable Instant from, @Nullable Instant to) {
  /** All rows, those without a time too. */
  public static final Window ALL = new Window(null, null);

  public Window {
    if (from != null && to != null && !from.isBefore(to)) {
      throw new Problem.Invalid("from", from, "it is before the end, " + to);
    }
  }

  public boolean isAll() {
    return from == null && to == null;
  }

  /** As it is told: {@code from … to before …}. */
  @Override
  public String toString() {
    return isAll()
        ? "all"
        : (from == null ? "" : "from " + from)
            + (from == null || to == null ? "" : " ")
            + (to == null ? "" : "to before " + to);
  }

  boolean has(Instant time) {
    return (from == null || !time.isBefore(from)) && (to == null || time.isBefore(to));
  }
}

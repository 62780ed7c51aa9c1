package dev.assay.evaluations;

import dev.assay.problem.Problem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which reliability diagram.
 *
 * @param bins 2 to 200
 * @param ofClass a class against the rest; null for the positive class, of more than two classes
 *     for the top label
 * @param from only rows from then on, of the years 0000 to 9999; null for the first
 * @param until only rows before then; null for all
 */
public record DiagramRequest(
    int bins,
    boolean equalMass,
    @Nullable String ofClass,
    @Nullable Instant from,
    @Nullable Instant until) {
  private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  public static final DiagramRequest DEFAULT = new DiagramRequest(15, false, null, null, null);

  public DiagramRequest {
    if (bins < 2 || bins > 200) {
      throw new Problem.Invalid("bins", bins, "a diagram has 2 to 200");
    }
    requireYear("from", from);
    requireYear("until", until);
    if (from != null && until != null && !from.isBefore(until)) {
      throw new Problem.Invalid("until", until, "it is after from, " + from);
    }
  }

  /** Others have no milliseconds since 1970. */
  private static void requireYear(String field, @Nullable Instant at) {
    if (at != null && (at.isBefore(EARLIEST) || at.isAfter(LATEST))) {
      throw new Problem.Invalid(field, at, "a time of the years 0000 to 9999 is expected");
    }
  }
}

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
 * @param from only rows from then on; null for the first
 * @param until only rows before then; null for all
 */
public record DiagramRequest(
    int bins,
    boolean equalMass,
    @Nullable String ofClass,
    @Nullable Instant from,
    @Nullable Instant until) {
  public static final DiagramRequest DEFAULT = new DiagramRequest(15, false, null, null, null);

  public DiagramRequest {
    if (bins < 2 || bins > 200) {
      throw new Problem.Invalid("bins", bins, "a diagram has 2 to 200");
    }
    if (from != null && until != null && !from.isBefore(until)) {
      throw new Problem.Invalid("until", until, "it is after from, " + from);
    }
  }
}

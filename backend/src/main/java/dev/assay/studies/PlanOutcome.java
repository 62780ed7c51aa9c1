package dev.assay.studies;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The runs to do next.
 *
 * @param runs in the order in which they help most
 * @param errorBefore standard error of the logarithm of the answer: 0.01 is 1 %
 * @param errorAfter with all of them, if the law is right
 * @param seconds of all together; null when nothing tells
 * @param candidates how many were chosen from
 * @param notes what was left out and why, and where figures come from, for people
 */
public record PlanOutcome(
    List<PlannedRun> runs,
    double errorBefore,
    double errorAfter,
    double flops,
    @Nullable Double seconds,
    int candidates,
    List<String> notes) {
  public PlanOutcome {
    runs = List.copyOf(runs);
    notes = List.copyOf(notes);
  }
}

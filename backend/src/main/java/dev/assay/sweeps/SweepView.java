package dev.assay.sweeps;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A sweep on the wire; times in seconds. */
record SweepView(
    UUID id,
    long experimentId,
    String name,
    SweepStatus status,
    @Nullable String reason,
    ObjectNode spec,
    SpentView spent,
    int running,
    int failed,
    int pruned,
    @Nullable TrialView best,
    String createdBy,
    Instant createdAt,
    @Nullable Instant endedAt) {

  record SpentView(int trials, double seconds, double flops) {}

  /**
   * @param values of the objectives, in their order; null for what is no number
   */
  record TrialView(
      int number,
      ObjectNode configuration,
      TrialStatus status,
      String suggested,
      List<@Nullable Double> values,
      @Nullable String ended,
      List<UUID> runs,
      Instant createdAt,
      @Nullable Instant endedAt) {
    static TrialView of(Trial t) {
      return new TrialView(
          t.number(),
          SweepStore.tree(t.configuration()),
          t.status(),
          t.suggested(),
          t.values().stream().<@Nullable Double>map(TrialView::finite).toList(),
          t.ended(),
          t.runs().stream().map(r -> r.value()).toList(),
          t.createdAt(),
          t.endedAt());
    }

    private static @Nullable Double finite(Double value) {
      return Double.isFinite(value) ? value : null;
    }
  }

  static SweepView of(Sweep s) {
    return new SweepView(
        s.id().value(),
        s.experimentId().value(),
        s.spec().name(),
        s.status(),
        s.reason(),
        SpecWriter.write(s.spec()),
        new SpentView(s.spent().trials(), Durations.seconds(s.spent().time()), s.spent().flops()),
        s.running(),
        s.failed(),
        s.pruned(),
        s.best() == null ? null : TrialView.of(s.best()),
        s.createdBy(),
        s.createdAt(),
        s.endedAt());
  }
}

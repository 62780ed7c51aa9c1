package dev.assay.ui.workspace;

import dev.assay.query.RunGroup;
import dev.assay.runs.Run;
import dev.assay.series.MetricSummary;
import java.util.Map;

/** A row of the table: a run, or what several have in common. */
sealed interface Row {
  /** Tells rows apart. */
  Object id();

  /**
   * A run with what its columns need.
   *
   * @param metrics those that have a column
   * @param more attributes that are kept elsewhere, by their names; those that have a column
   * @param inGroup whether it stands below its group
   */
  record OfRun(
      Run run, Map<String, MetricSummary> metrics, Map<String, String> more, boolean inGroup)
      implements Row {
    @Override
    public Object id() {
      return run.id();
    }
  }

  /**
   * Runs that have something in common.
   *
   * @param numbers what was summed up, by the words of its column
   */
  record OfGroup(RunGroup group, Map<String, RunGroup.Aggregate> numbers) implements Row {
    @Override
    public Object id() {
      return group.keys();
    }
  }
}

package dev.assay.ui.experiments;

import dev.assay.runs.Run;
import dev.assay.series.MetricSummary;
import dev.assay.ui.charts.HeadlineMetrics;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run as it stands in the list, with its headline metrics. */
record RunRow(
    Run run, @Nullable Double trainLoss, @Nullable Double validationLoss, @Nullable Double speed) {
  static RunRow of(Run run, Map<String, MetricSummary> metrics) {
    return new RunRow(
        run,
        HeadlineMetrics.lastValue(metrics, HeadlineMetrics.TRAIN_LOSSES),
        HeadlineMetrics.lastValue(metrics, HeadlineMetrics.VALIDATION_LOSSES),
        HeadlineMetrics.lastValue(metrics, HeadlineMetrics.SPEEDS));
  }

  Object id() {
    return run.id();
  }
}

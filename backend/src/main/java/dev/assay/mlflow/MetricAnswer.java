package dev.assay.mlflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.assay.runs.RunId;
import org.jspecify.annotations.Nullable;

/**
 * A point of a metric as MLflow writes it.
 *
 * @param runId where points of several runs come together
 */
@JsonInclude(Include.NON_NULL)
record MetricAnswer(
    String key,
    double value,
    long timestamp,
    long step,
    @JsonProperty("run_id") @Nullable String runId) {
  static MetricAnswer of(Point p) {
    return new MetricAnswer(p.key(), Point.shown(p.value()), p.timestamp(), p.step(), null);
  }

  static MetricAnswer of(RunId run, Point p) {
    return new MetricAnswer(p.key(), Point.shown(p.value()), p.timestamp(), p.step(), Ids.of(run));
  }
}

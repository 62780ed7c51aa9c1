package dev.assay.models;

import dev.assay.problem.Rules;
import dev.assay.runs.RunId;

/**
 * A value that a run has measured of a model.
 *
 * @param timeMillis since 1970
 * @param datasetName on which it was measured; empty when that was not said
 * @param datasetDigest empty when that was not said
 */
public record LoggedModelMetric(
    LoggedModelId model,
    RunId run,
    String name,
    double value,
    long timeMillis,
    long step,
    String datasetName,
    String datasetDigest) {
  public LoggedModelMetric {
    Rules.text("metric", name, 1, 500);
    Rules.text("dataset_name", datasetName, 0, 500);
    Rules.text("dataset_digest", datasetDigest, 0, 100);
  }
}

/**
 * MLflow's REST API, so that its clients work unchanged: translation to the other features, nothing
 * else.
 */
@ApplicationModule(
    allowedDependencies = {
      "problem",
      "paging",
      "http",
      "team",
      "runs",
      "series",
      "ingest",
      "query",
      "artifacts",
      "models"
    })
@NullMarked
package dev.assay.mlflow;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

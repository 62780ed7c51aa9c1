/**
 * Evaluations of runs: files of predictions, read, checked and kept; what was computed from them;
 * recalibrations and comparisons.
 */
@ApplicationModule(
    allowedDependencies = {
      "problem",
      "paging",
      "database",
      "http",
      "tables",
      "team",
      "runs",
      "series",
      "ingest",
      "artifacts",
      "evaluation"
    })
@NullMarked
package dev.assay.evaluations;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

/**
 * Data sets by name and version: the file as it came, what its columns are and look like, and how
 * two versions, or two windows of time, differ.
 */
@ApplicationModule(
    allowedDependencies = {
      "problem",
      "paging",
      "database",
      "http",
      "team",
      "runs",
      "artifacts",
      "tables",
      "drift",
      "evaluation"
    })
@NullMarked
package dev.assay.datasets;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

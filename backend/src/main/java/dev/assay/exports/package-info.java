/**
 * Takes out what is recorded: points and runs as tables (CSV, Parquet), experiments as archives;
 * and takes archives in.
 */
@ApplicationModule(
    allowedDependencies = {
      "problem",
      "tables",
      "paging",
      "database",
      "team",
      "runs",
      "series",
      "ingest",
      "logs",
      "artifacts",
      "query"
    })
@NullMarked
package dev.assay.exports;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

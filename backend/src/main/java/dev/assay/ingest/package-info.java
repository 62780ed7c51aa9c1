/** Metric batches in: validation, group commit, backpressure. */
@ApplicationModule(allowedDependencies = {"problem", "http", "team", "runs", "series"})
@NullMarked
package dev.assay.ingest;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

/** Experiments and runs: params, tags, samples, status, heartbeats. */
@ApplicationModule(allowedDependencies = {"problem", "paging", "team"})
@NullMarked
package dev.assay.runs;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

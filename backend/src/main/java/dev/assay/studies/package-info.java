/**
 * Scaling studies: points from runs, sweeps or files, laws fitted anew when a run ends, answers
 * from them, what to run next, and versions that stay as they were.
 */
@ApplicationModule(
    allowedDependencies = {
      "problem", "paging", "http", "team", "runs", "series", "query", "jobs", "search", "sweeps",
      "scaling"
    })
@NullMarked
package dev.assay.studies;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

/**
 * Sweeps and their trials: asks the samplers what to try next, has jobs try it, prunes what is not
 * worth going on with, keeps the budget, and records each decision with its reason.
 */
@ApplicationModule(
    allowedDependencies = {
      "problem", "paging", "team", "runs", "series", "query", "jobs", "search"
    })
@NullMarked
package dev.assay.sweeps;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

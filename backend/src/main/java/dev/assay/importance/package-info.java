/**
 * Which params matter for a metric: a random forest that predicts it from the params, permutation
 * importance on runs that the forest has not seen, and correlation.
 */
@ApplicationModule(allowedDependencies = {"problem", "paging", "team", "runs", "series", "query"})
@NullMarked
package dev.assay.importance;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

/**
 * The search language: text to a {@link dev.assay.query.Filter}, and that to conditions of SQL
 * whose values are bound; the search for runs and experiments with it.
 */
@ApplicationModule(allowedDependencies = {"problem", "paging", "team", "runs", "series"})
@NullMarked
package dev.assay.query;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

/**
 * Models that runs have made, and the registry of models with their versions, aliases and stages.
 */
@ApplicationModule(
    allowedDependencies = {"problem", "paging", "team", "runs", "artifacts", "query"})
@NullMarked
package dev.assay.models;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

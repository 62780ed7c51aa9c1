/** Saved views: how somebody looks at the runs of an experiment, for themselves or for all. */
@ApplicationModule(allowedDependencies = {"problem", "team", "runs"})
@NullMarked
package dev.assay.views;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

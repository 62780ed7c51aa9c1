/**
 * Scaling laws: fits, intervals, compute-optimal sizes, plans. Pure functions of points (N, D, L);
 * the same points and seed give the same answer whatever the number of threads. Uses problem.
 */
@ApplicationModule(allowedDependencies = {"problem"})
@NullMarked
package dev.assay.scaling;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

/**
 * Evaluation and calibration of probabilities: metrics, intervals, reliability curves,
 * recalibration, comparisons, slices, splits by time. Pure functions of arrays; the same rows and
 * seed give the same answer whatever the number of threads. Uses problem.
 */
@ApplicationModule(allowedDependencies = {"problem"})
@NullMarked
package dev.assay.evaluation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

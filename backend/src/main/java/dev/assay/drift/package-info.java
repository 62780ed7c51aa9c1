/**
 * How much a sample differs from a reference: PSI, Kolmogorov–Smirnov, Jensen–Shannon, Wasserstein,
 * χ², missing values. Pure functions of arrays and counts; what is not defined is NaN. Uses
 * problem.
 */
@ApplicationModule(allowedDependencies = {"problem"})
@NullMarked
package dev.assay.drift;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

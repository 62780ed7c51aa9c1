/** The metric store: codec, tail, reading in buckets. */
@ApplicationModule(allowedDependencies = {"problem", "runs"})
@NullMarked
package dev.assay.series;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

/** The metric store: tail, chunks, compaction, reading in buckets, rewinding. */
@ApplicationModule(allowedDependencies = {"problem", "team", "runs"})
@NullMarked
package dev.assay.series;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

/**
 * Files of runs, models and data sets: content kept once under its SHA-256 on disk or in S3, names
 * for it, uploads in parts, ranges, quotas, collection of what nobody refers to.
 */
@ApplicationModule(allowedDependencies = {"problem", "paging", "database", "runs"})
@NullMarked
package dev.assay.artifacts;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

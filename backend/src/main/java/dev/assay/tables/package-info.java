/**
 * Tables as files, read and written row by row: CSV, JSON lines and Parquet that somebody uploads,
 * with what is wrong by its line; Parquet that is taken out.
 */
@ApplicationModule(allowedDependencies = {"problem"})
@NullMarked
package dev.assay.tables;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

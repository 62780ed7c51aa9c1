/** Tables that somebody uploads, read row by row: CSV, JSON lines, Parquet. */
@ApplicationModule(allowedDependencies = {"problem"})
@NullMarked
package dev.assay.tables;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

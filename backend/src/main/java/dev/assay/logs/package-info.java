/**
 * Console logs of runs: lines in, compressed blocks, reading by range, search, waiting for more.
 */
@ApplicationModule(allowedDependencies = {"problem", "http", "team", "runs"})
@NullMarked
package dev.assay.logs;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

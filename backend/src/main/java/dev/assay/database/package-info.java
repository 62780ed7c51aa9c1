/**
 * The PostgreSQL behind the server: an embedded one in the data folder, or an external one. Uses
 * nothing.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.assay.database;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

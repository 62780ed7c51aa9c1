/**
 * Bodies of requests as programs send them: compressed, bounded; records as JSON in answers. Uses
 * nothing but problem.
 */
@ApplicationModule(allowedDependencies = "problem")
@NullMarked
package dev.assay.http;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

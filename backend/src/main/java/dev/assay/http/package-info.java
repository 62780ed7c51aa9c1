/** Bodies of requests as programs send them: compressed, bounded. Uses nothing but problem. */
@ApplicationModule(allowedDependencies = "problem")
@NullMarked
package dev.assay.http;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

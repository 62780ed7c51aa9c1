/**
 * What can be wrong with a request, said with field, value and rule; answered as RFC 9457. Uses
 * nothing.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.assay.problem;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

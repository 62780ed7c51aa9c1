/** Pages of long lists, read forward by an opaque cursor. Uses nothing but problem. */
@ApplicationModule(allowedDependencies = "problem")
@NullMarked
package dev.assay.paging;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

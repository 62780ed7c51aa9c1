/** The web user interface: Vaadin views over the public faces of the features. */
@ApplicationModule(
    allowedDependencies = {
      "problem",
      "paging",
      "team",
      "runs",
      "query",
      "series",
      "artifacts",
      "models",
      "jobs"
    })
@NullMarked
package dev.assay.ui;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

/** The web user interface: Vaadin views over the public faces of the features. */
@ApplicationModule(
    allowedDependencies = {"problem", "paging", "team", "runs", "series", "jobs", "models"})
@NullMarked
package dev.assay.ui;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

/** The queue: jobs, leases, agents. */
@ApplicationModule(
    allowedDependencies = {"problem", "paging", "team", "runs", "series", "artifacts"})
@NullMarked
package dev.assay.jobs;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

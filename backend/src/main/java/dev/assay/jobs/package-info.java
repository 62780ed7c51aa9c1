/** The queue: jobs, leases, agents. */
@ApplicationModule(allowedDependencies = {"problem", "paging", "team", "runs"})
@NullMarked
package dev.assay.jobs;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

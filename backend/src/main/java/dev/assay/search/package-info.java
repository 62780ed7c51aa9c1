/**
 * Search spaces, samplers, pruners: pure functions of what was tried so far. The same space,
 * history and seed give the same answer on every server, after every restart.
 */
@ApplicationModule(allowedDependencies = {"problem"})
@NullMarked
package dev.assay.search;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

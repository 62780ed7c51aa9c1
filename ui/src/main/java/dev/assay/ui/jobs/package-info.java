/** A form for a new run, made of its recipe's schema. Uses jobs, runs, team, problem. */
@NullMarked
package dev.assay.ui.jobs;

import org.jspecify.annotations.NullMarked;

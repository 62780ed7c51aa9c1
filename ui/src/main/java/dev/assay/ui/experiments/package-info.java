/** The list of experiments, and the runs of one. Uses query, runs, series, team, problem. */
@NullMarked
package dev.assay.ui.experiments;

import org.jspecify.annotations.NullMarked;

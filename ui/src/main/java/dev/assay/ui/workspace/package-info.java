/**
 * The runs of an experiment: a table and charts side by side, filtered, sorted, grouped, changed
 * together, and kept as views. Uses runs, query, series, views, jobs.
 */
@NullMarked
package dev.assay.ui.workspace;

import org.jspecify.annotations.NullMarked;

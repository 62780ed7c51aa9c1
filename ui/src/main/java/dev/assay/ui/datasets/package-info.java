/**
 * Data sets: the list, and one with its columns, drift and versions. Uses datasets, drift, runs,
 * team, problem.
 */
@NullMarked
package dev.assay.ui.datasets;

import org.jspecify.annotations.NullMarked;

/**
 * Evaluations: the list, one with its diagrams, times, slices, thresholds, recalibrations and
 * comparisons, and the dialog that uploads predictions. Uses evaluations, evaluation, tables, runs,
 * team, problem.
 */
@NullMarked
package dev.assay.ui.evaluations;

import org.jspecify.annotations.NullMarked;

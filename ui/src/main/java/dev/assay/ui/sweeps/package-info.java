/**
 * Sweeps: the list, one with its trials and decisions, and the form for a new one. Uses sweeps,
 * search, jobs, runs, importance, team, problem.
 */
@NullMarked
package dev.assay.ui.sweeps;

import org.jspecify.annotations.NullMarked;

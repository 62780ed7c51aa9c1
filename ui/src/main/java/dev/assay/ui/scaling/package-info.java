/**
 * Scaling studies: the list, one with its fits, answers, plan and versions, and the form for a new
 * one. Uses studies, scaling, sweeps, search, jobs, runs, team, problem.
 */
@NullMarked
package dev.assay.ui.scaling;

import org.jspecify.annotations.NullMarked;

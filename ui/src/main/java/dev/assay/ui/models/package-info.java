/** The registered models, and the versions of one. Uses models, runs, problem. */
@NullMarked
package dev.assay.ui.models;

import org.jspecify.annotations.NullMarked;

/**
 * Several runs side by side: curves, differences of config, code and environment, plots, importance
 * of params. Uses runs, series, query, importance.
 */
@NullMarked
package dev.assay.ui.compare;

import org.jspecify.annotations.NullMarked;

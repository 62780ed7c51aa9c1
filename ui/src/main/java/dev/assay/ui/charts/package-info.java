/** Curves: the chart element, sparklines, the colours of runs. Uses runs and series. */
@NullMarked
package dev.assay.ui.charts;

import org.jspecify.annotations.NullMarked;

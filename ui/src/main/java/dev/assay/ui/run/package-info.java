/** One run: header, charts, config, samples, system metrics. Uses runs, series, jobs. */
@NullMarked
package dev.assay.ui.run;

import org.jspecify.annotations.NullMarked;

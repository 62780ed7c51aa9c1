/** One run: header, charts, config, log, samples, system metrics. Uses runs, series, jobs, logs. */
@NullMarked
package dev.assay.ui.run;

import org.jspecify.annotations.NullMarked;

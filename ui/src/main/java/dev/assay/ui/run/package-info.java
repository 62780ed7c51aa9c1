/**
 * One run: header, charts, config, log, samples, artifacts, system metrics. Uses runs, series,
 * jobs, logs, artifacts.
 */
@NullMarked
package dev.assay.ui.run;

import org.jspecify.annotations.NullMarked;

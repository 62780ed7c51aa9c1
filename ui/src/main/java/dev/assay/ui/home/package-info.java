/** What is going on now, and the way to a first run. Uses runs, series, jobs, team. */
@NullMarked
package dev.assay.ui.home;

import org.jspecify.annotations.NullMarked;

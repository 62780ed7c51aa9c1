/**
 * The benchmark of the pages, {@code ./assay bench ui}: a server as it is in earnest, looked at with a headless Chromium.
 */
@NullMarked
package dev.assay.ui.benchmark;

import org.jspecify.annotations.NullMarked;

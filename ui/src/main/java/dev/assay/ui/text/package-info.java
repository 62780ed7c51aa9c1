/** How numbers, spans of time and states are put into words. Uses runs and problem. */
@NullMarked
package dev.assay.ui.text;

import org.jspecify.annotations.NullMarked;

/** Keeps what is on the screen up to date. Uses nothing. */
@NullMarked
package dev.assay.ui.live;

import org.jspecify.annotations.NullMarked;

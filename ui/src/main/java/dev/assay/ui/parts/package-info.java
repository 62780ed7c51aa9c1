/** Small components that several views show. Uses runs and paging. */
@NullMarked
package dev.assay.ui.parts;

import org.jspecify.annotations.NullMarked;

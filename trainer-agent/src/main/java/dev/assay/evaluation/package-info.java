/** How good and how honest predictions are: plain arithmetic. Uses nothing else of ours. */
@NullMarked
package dev.assay.evaluation;

import org.jspecify.annotations.NullMarked;

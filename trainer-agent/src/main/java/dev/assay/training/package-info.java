/**
 * Plan, schedule, optimiser, loop, checkpoints and sampling. May use {@code model}, {@code corpus},
 * {@code tokenizer}.
 */
@NullMarked
package dev.assay.training;

import org.jspecify.annotations.NullMarked;

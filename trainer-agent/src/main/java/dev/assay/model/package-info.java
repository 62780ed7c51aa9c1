/**
 * A GPT: configuration, parameters, blocks and their kernels, device. May use {@code corpus} for
 * batches.
 */
@NullMarked
package dev.assay.model;

import org.jspecify.annotations.NullMarked;

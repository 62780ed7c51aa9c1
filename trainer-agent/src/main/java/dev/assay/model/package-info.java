/**
 * A GPT: configuration, parameters, blocks and their kernels, device. Uses nothing else of ours.
 */
@NullMarked
package dev.assay.model;

import org.jspecify.annotations.NullMarked;

/**
 * Documents, their split, and the windows of tokens a model sees. May use {@code tokenizer} and
 * {@code evaluation}.
 */
@NullMarked
package dev.assay.corpus;

import org.jspecify.annotations.NullMarked;

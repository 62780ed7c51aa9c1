/**
 * Documents, their split, and the batches of tokens a model sees. May use {@code tokenizer}.
 *
 * <p>A corpus is opened by {@link dev.assay.corpus.Corpora}, tokenized once into two files by
 * {@link dev.assay.corpus.TokenFiles}, and seen through {@link dev.assay.corpus.WindowBatches} or
 * {@link dev.assay.corpus.PackedBatches}.
 */
@NullMarked
package dev.assay.corpus;

import org.jspecify.annotations.NullMarked;

/**
<<<<<<< HEAD
 * Documents, their split, and the windows of tokens a model sees. May use {@code tokenizer} and
 * {@code evaluation}.
=======
 * Documents, their split, and the batches of tokens a model sees. May use {@code tokenizer}.
 *
 * <p>A corpus is opened by {@link dev.assay.corpus.Corpora}, tokenized once into two files by
 * {@link dev.assay.corpus.TokenFiles}, and seen through {@link dev.assay.corpus.WindowBatches} or
 * {@link dev.assay.corpus.PackedBatches}.
>>>>>>> wt-corpus2
 */
@NullMarked
package dev.assay.corpus;

import org.jspecify.annotations.NullMarked;

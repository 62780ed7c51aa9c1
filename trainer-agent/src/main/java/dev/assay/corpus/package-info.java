/**
 * Data to learn from: documents, labelled texts, conversations and transactions, their split, and
 * the batches that a model sees. May use {@code tokenizer} and {@code evaluation}.
 *
 * <p>A corpus is opened by {@link dev.assay.corpus.Corpora}, tokenized once into two files by
 * {@link dev.assay.corpus.TokenFiles}, and seen through {@link dev.assay.corpus.WindowBatches} or
 * {@link dev.assay.corpus.PackedBatches}. Examples to finetune on are {@link
 * dev.assay.corpus.Examples}.
 */
@NullMarked
package dev.assay.corpus;

import org.jspecify.annotations.NullMarked;

package dev.assay.corpus;

/**
 * B sequences of T tokens, each with a class; flat and row by row, padded on the right.
 *
 * @param sequences B
 * @param inputs B·T ids
 * @param lastPositions B positions of each sequence's last real token, 0 to T-1
 * @param labels B classes
 */
@SuppressWarnings("ArrayRecordComponent") // a batch is never compared
public record LabelledBatch(int sequences, long[] inputs, int[] lastPositions, long[] labels) {}

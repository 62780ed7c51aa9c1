package dev.assay.corpus;

/**
 * B sequences of T tokens, each with numeric features beside it and a class; flat and row by row,
 * padded on the right.
 *
 * @param sequences B
 * @param inputs B·T ids
 * @param lastPositions B positions of each sequence's last real token, 0 to T-1
 * @param features B·F standardised numbers
 * @param labels B classes
 */
@SuppressWarnings("ArrayRecordComponent") // a batch is never compared
public record FusionBatch(
    int sequences, long[] inputs, int[] lastPositions, float[] features, long[] labels) {}

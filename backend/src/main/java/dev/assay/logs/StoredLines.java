package dev.assay.logs;

/**
 * What became of a batch.
 *
 * @param stored the number of its lines
 * @param firstLine the number of its first line in the log; lines are counted from 0
 */
public record StoredLines(int stored, long firstLine) {}

package dev.assay.studies;

/**
 * What came of an import.
 *
 * @param added rows that are new
 * @param rows that the study has now
 */
public record ImportResult(int added, int rows) {}

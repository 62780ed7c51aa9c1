package dev.assay.datasets;

/**
 * What became of a file.
 *
 * @param isNew false when the data set had the same content already: it is that version then
 */
public record Uploaded(DatasetVersion version, boolean isNew) {}

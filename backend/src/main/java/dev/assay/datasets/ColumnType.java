package dev.assay.datasets;

/** What all values of a column are. */
public enum ColumnType {
  NUMBER,
  BOOLEAN,
  /** Moments, with or without a zone, and dates; without one they are taken to be of UTC. */
  TIME,
  TEXT,
  /** Nothing is in it. */
  EMPTY
}

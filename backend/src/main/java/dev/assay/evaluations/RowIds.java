package dev.assay.evaluations;

/** Names of rows. */
interface RowIds {
  String of(int row);

  /** Whether the file has them; where it has none they are the rows' numbers, from 1. */
  boolean areGiven();
}

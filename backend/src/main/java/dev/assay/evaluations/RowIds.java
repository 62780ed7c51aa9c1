package dev.assay.evaluations;

import java.nio.charset.StandardCharsets;

/** Names of rows. */
interface RowIds {
  String of(int row);

  /** Whether the file has them; where it has none they are the rows' numbers, from 1. */
  boolean areGiven();

  /** 64 bits of a name; equal names have equal ones, however they are kept. */
  default long hash(int row) {
    return IdColumn.hash(of(row).getBytes(StandardCharsets.UTF_8));
  }

  default boolean isSame(int row, RowIds other, int otherRow) {
    return of(row).equals(other.of(otherRow));
  }

  /** About how many bytes of memory they take. */
  default long inMemory() {
    return 0;
  }

  /** Those of a file that has none. */
  static RowIds numbers() {
    return IdColumn.NUMBERS;
  }
}

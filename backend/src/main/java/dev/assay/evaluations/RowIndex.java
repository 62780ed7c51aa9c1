package dev.assay.evaluations;

import java.util.OptionalInt;

/**
 * Finds rows by their ids, of another evaluation too. A table of 8 to 16 bytes for each row; ids
 * are compared, not only their hashes.
 */
final class RowIndex {
  /** What is told of an id that is there again. */
  interface Repeated {
    void again(int first, int row);
  }

  private final RowIds ids;
  private final int[] slots; // a row + 1; 0 is free

  private RowIndex(RowIds ids, int slots) {
    this.ids = ids;
    this.slots = new int[slots];
  }

  /**
   * @param rows at most 2²⁸
   */
  static RowIndex of(RowIds ids, int rows, Repeated repeated) {
    RowIndex index = new RowIndex(ids, Math.max(2, Integer.highestOneBit(rows) * 4));
    for (int row = 0; row < rows; row++) {
      int slot = index.slot(ids, row);
      if (index.slots[slot] == 0) {
        index.slots[slot] = row + 1;
      } else {
        repeated.again(index.slots[slot] - 1, row);
      }
    }
    return index;
  }

  /** The row of the same id. */
  OptionalInt find(RowIds of, int row) {
    int found = slots[slot(of, row)];
    return found == 0 ? OptionalInt.empty() : OptionalInt.of(found - 1);
  }

  /** Where the id is, or would be. */
  private int slot(RowIds of, int row) {
    int slot = (int) of.hash(row) & slots.length - 1;
    while (slots[slot] != 0 && !ids.isSame(slots[slot] - 1, of, row)) {
      slot = (slot + 1) & slots.length - 1;
    }
    return slot;
  }
}

package dev.assay.evaluations;

import java.util.Arrays;

/**
 * In which line of the file a row is. Only where rows do not follow line by line (an empty line, a
 * text of several lines) something is kept.
 */
final class RowLines {
  private int[] from = new int[16]; // rows
  private long[] shift = new long[16]; // line − row, from that row on
  private int shifts;
  private int rows;

  void add(long line) {
    if (shifts == 0 || shift[shifts - 1] != line - rows) {
      if (shifts == from.length) {
        from = Arrays.copyOf(from, shifts + shifts / 2);
        shift = Arrays.copyOf(shift, shifts + shifts / 2);
      }
      from[shifts] = rows;
      shift[shifts++] = line - rows;
    }
    rows++;
  }

  /** What is kept, while it grows. */
  long bytes() {
    return 5L * (Integer.BYTES + Long.BYTES) / 2 * shifts;
  }

  long line(int row) {
    int found = Arrays.binarySearch(from, 0, shifts, row);
    return row + shift[found >= 0 ? found : -found - 2];
  }
}

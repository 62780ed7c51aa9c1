package dev.assay.datasets;

import java.util.SplittableRandom;

/** Which rows are kept: each of all that came is equally likely (Vitter 1985, algorithm R). */
final class RowSample {
  private static final int MOST = 100_000;
  private static final int LEAST = 1_000;

  /** Of all columns together, so that wide files do not need more memory than long ones. */
  private static final int MOST_VALUES = 4_000_000;

  /** The same file has the same sample. */
  private static final long SEED = 20_260_101;

  private final int most;
  private final SplittableRandom random = new SplittableRandom(SEED);
  private long seen;

  RowSample(int columns) {
    this.most = Math.clamp(MOST_VALUES / Math.max(1, columns), LEAST, MOST);
  }

  /** Where the values of the next row are to be kept, in place of others; −1 for nowhere. */
  int place() {
    long row = seen++;
    long at = row < most ? row : random.nextLong(row + 1);
    return at < most ? (int) at : -1;
  }

  int size() {
    return (int) Math.min(seen, most);
  }
}

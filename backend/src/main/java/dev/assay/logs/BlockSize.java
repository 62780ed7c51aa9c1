package dev.assay.logs;

/**
 * How much is in a block.
 *
 * @param bytes of the texts, uncompressed, a line break each
 */
record BlockSize(int lines, int bytes) {
  /** Reading a line unpacks its block: larger ones compress little better. */
  private static final int MOST_BYTES = 256 << 10;

  private static final int MOST_LINES = 10_000;

  static final BlockSize NOTHING = new BlockSize(0, 0);

  BlockSize plus(BlockSize other) {
    return new BlockSize(lines + other.lines, bytes + other.bytes);
  }

  /** Whether it may be one block. */
  boolean fits() {
    return lines <= MOST_LINES && bytes <= MOST_BYTES;
  }
}

package dev.assay.logs;

/**
 * Stored lines that cannot be read back: a broken disk, a broken backup, or a format newer than
 * this server.
 */
final class CorruptBlock extends RuntimeException {
  CorruptBlock(String message) {
    super("stored lines cannot be read: " + message);
  }
}

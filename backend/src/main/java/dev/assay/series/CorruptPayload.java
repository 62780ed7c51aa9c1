package dev.assay.series;

/**
 * Stored points that cannot be read back: a broken disk, a broken backup, or a format newer than
 * this server.
 */
final class CorruptPayload extends RuntimeException {
  CorruptPayload(String message) {
    super("stored points cannot be read: " + message);
  }
}

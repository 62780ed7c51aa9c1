package dev.assay.artifacts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bytes that have come and are durable, but nobody sees yet. They go when this is closed. */
record Staged(Path file, long bytes, Sha256 sha256) implements AutoCloseable {
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}

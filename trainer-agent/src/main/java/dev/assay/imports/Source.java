package dev.assay.imports;

import java.io.IOException;

/** Where runs come from. It is only read. */
public interface Source {

  /**
   * Brings all that is there.
   *
   * @throws Unreachable when it cannot be asked any more
   * @throws IOException when its files as a whole cannot be read
   * @throws IllegalArgumentException when it is none
   */
  void read(Importer into) throws IOException, InterruptedException;

  /** The source does not answer. */
  final class Unreachable extends RuntimeException {
    Unreachable(String message) {
      super(message);
    }
  }
}

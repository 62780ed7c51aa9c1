package dev.assay.tables;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes a table row by row, to a stream that stays open. */
public interface TableWriter {
  /**
   * Writes a row.
   *
   * @param cells one per column, of its kind
   */
  void row(@Nullable Object[] cells) throws IOException;

  /** Writes what follows the last row; without it a file is not whole. */
  void finish() throws IOException;
}

package dev.assay.series;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Rows of {@code metric_tail (run_id, n, payload)} in the format of PostgreSQL's {@code copy …
 * (format binary)}.
 */
final class CopyRows {
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0
  };
  private static final int NO_FLAGS = 0;
  private static final int NO_EXTENSION = 0;
  private static final int COLUMNS = 3;
  private static final int END = -1;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 14);
  private final DataOutputStream out = new DataOutputStream(bytes);

  CopyRows() {
    try {
      out.write(SIGNATURE);
      out.writeInt(NO_FLAGS);
      out.writeInt(NO_EXTENSION);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
  }

  void add(UUID run, int n, byte[] payload) {
    try {
      out.writeShort(COLUMNS);
      out.writeInt(2 * Long.BYTES);
      out.writeLong(run.getMostSignificantBits());
      out.writeLong(run.getLeastSignificantBits());
      out.writeInt(Integer.BYTES);
      out.writeInt(n);
      out.writeInt(payload.length);
      out.write(payload);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that was added; nothing may be added after. */
  ByteBuffer end() {
    try {
      out.writeShort(END);
      return ByteBuffer.wrap(bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

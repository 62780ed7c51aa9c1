package dev.assay.series;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.util.ByteStreamWriter;

/**
 * Rows in the format of PostgreSQL's {@code copy … (format binary)}: each is begun, then its fields
 * are given in the order of the columns.
 */
final class CopyRows {
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0
  };
  private static final int NO_FLAGS = 0;
  private static final int NO_EXTENSION = 0;
  private static final int NULL = -1;
  private static final int END = -1;

  private final String table;
  private final int columns;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 14);
  private final DataOutputStream out = new DataOutputStream(bytes);
  private boolean empty = true;

  /**
   * @param table its name
   * @param columns their names, in the order in which fields are given
   */
  CopyRows(String table, String... columns) {
    this.table = table + " (" + String.join(", ", columns) + ")";
    this.columns = columns.length;
    write(
        () -> {
          out.write(SIGNATURE);
          out.writeInt(NO_FLAGS);
          out.writeInt(NO_EXTENSION);
        });
  }

  CopyRows row() {
    empty = false;
    return write(() -> out.writeShort(columns));
  }

  CopyRows uuid(UUID value) {
    return write(
        () -> {
          out.writeInt(2 * Long.BYTES);
          out.writeLong(value.getMostSignificantBits());
          out.writeLong(value.getLeastSignificantBits());
        });
  }

  CopyRows int4(int value) {
    return write(
        () -> {
          out.writeInt(Integer.BYTES);
          out.writeInt(value);
        });
  }

  CopyRows int8(long value) {
    return write(
        () -> {
          out.writeInt(Long.BYTES);
          out.writeLong(value);
        });
  }

  CopyRows bytea(byte @Nullable [] value) {
    return write(
        () -> {
          if (value == null) {
            out.writeInt(NULL);
          } else {
            out.writeInt(value.length);
            out.write(value);
          }
        });
  }

  /** Sends all that was added; nothing may be added after. */
  void send(Connection connection) throws SQLException {
    if (empty) {
      return;
    }
    write(() -> out.writeShort(END));
    try {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn(
              "copy " + table + " from stdin (format binary)",
              ByteStreamWriter.of(ByteBuffer.wrap(bytes.toByteArray())));
    } catch (IOException e) {
      throw new SQLException("the connection broke: " + e.getMessage(), "08006", e);
    }
  }

  private interface Write {
    void now() throws IOException;
  }

  private CopyRows write(Write write) {
    try {
      write.now();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return this;
  }
}

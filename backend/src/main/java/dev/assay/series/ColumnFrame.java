package dev.assay.series;

import dev.assay.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Columns of numbers over HTTP, as typed arrays: in a browser a view on the bytes, in NumPy one
 * call of {@code frombuffer}. All numbers are little-endian.
 *
 * <pre>
 *   bytes 0 to 3   ASC1
 *   bytes 4 to 7   H, unsigned
 *   H bytes        a header in JSON
 *   zeros          to the next multiple of 8
 *   columns        of 8 bytes a number, in the order that the header implies
 * </pre>
 */
public final class ColumnFrame {
  public static final String MEDIA_TYPE = "application/vnd.assay.columns";

  private static final byte[] MAGIC = "ASC1".getBytes(StandardCharsets.US_ASCII);
  private static final int PREFIX = 8;
  private static final int MOST_HEADER = 4 << 20;

  private ColumnFrame() {}

  /** Writes all that stands before the columns. */
  public static void writeHeader(OutputStream out, byte[] json) throws IOException {
    ByteBuffer start =
        ByteBuffer.allocate(PREFIX + json.length + padding(json.length))
            .order(ByteOrder.LITTLE_ENDIAN);
    start.put(MAGIC).putInt(json.length).put(json);
    out.write(start.array());
  }

  /**
   * Reads all that stands before the columns.
   *
   * @return the header
   * @throws Problem.Invalid when it is cut short or no frame at all
   */
  public static byte[] readHeader(InputStream in) throws IOException {
    ByteBuffer prefix = ByteBuffer.wrap(in.readNBytes(PREFIX)).order(ByteOrder.LITTLE_ENDIAN);
    if (prefix.remaining() < PREFIX) {
      throw cut(prefix.remaining());
    }
    for (byte b : MAGIC) {
      if (prefix.get() != b) {
        throw new Problem.Invalid("body", "not a column frame", "it begins with ASC1");
      }
    }
    int length = prefix.getInt();
    if (length < 0 || length > MOST_HEADER) {
      throw new Problem.Invalid(
          "body",
          "a header of " + Integer.toUnsignedString(length) + " bytes",
          "a header has at most " + MOST_HEADER + " bytes");
    }
    byte[] json = in.readNBytes(length);
    if (json.length < length || in.readNBytes(padding(length)).length < padding(length)) {
      throw cut(PREFIX + json.length);
    }
    return json;
  }

  /**
   * Reads a column.
   *
   * @param n numbers; the caller has bounded it
   */
  public static ByteBuffer readColumn(InputStream in, int n) throws IOException {
    byte[] bytes = in.readNBytes(n * Long.BYTES);
    if (bytes.length < n * Long.BYTES) {
      throw cut(bytes.length);
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Problem.Invalid cut(int bytes) {
    return new Problem.Invalid(
        "body", "cut short after " + bytes + " bytes of a part", "it must be a whole column frame");
  }

  private static int padding(int headerLength) {
    return (PREFIX - headerLength % PREFIX) % PREFIX;
  }
}

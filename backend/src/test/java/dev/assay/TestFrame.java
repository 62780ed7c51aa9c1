package dev.assay;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/**
 * A column frame as a client written from its documentation makes and reads it.
 *
 * @param columns all numbers, one column after the other
 */
public record TestFrame(JsonNode header, ByteBuffer columns) {
  public static final String MEDIA_TYPE = "application/vnd.assay.columns";
  private static final int MAGIC = 0x31435341; // ASC1

  /** The bytes of a frame with these columns. */
  public static byte[] bytes(String header, long[]... columns) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    int start = 8 + (json.length + 7) / 8 * 8;
    int numbers = 0;
    for (long[] column : columns) {
      numbers += column.length;
    }
    ByteBuffer all = ByteBuffer.allocate(start + 8 * numbers).order(ByteOrder.LITTLE_ENDIAN);
    all.putInt(MAGIC).putInt(json.length).put(json).position(start);
    for (long[] column : columns) {
      for (long number : column) {
        all.putLong(number);
      }
    }
    return all.array();
  }

  static TestFrame read(byte[] bytes) {
    ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (all.getInt() != MAGIC) {
      throw new IllegalArgumentException("no column frame");
    }
    byte[] json = new byte[all.getInt()];
    all.get(json);
    all.position(8 + (json.length + 7) / 8 * 8);
    return new TestFrame(TestApi.JSON.readTree(json), all.slice().order(ByteOrder.LITTLE_ENDIAN));
  }

  /** The next column, bit by bit. */
  public long[] bits(int n) {
    long[] column = new long[n];
    for (int i = 0; i < n; i++) {
      column[i] = columns.getLong();
    }
    return column;
  }

  /** The next column of float64. */
  public double[] doubles(int n) {
    double[] column = new double[n];
    for (int i = 0; i < n; i++) {
      column[i] = columns.getDouble();
    }
    return column;
  }
}

package dev.assay.series;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads what {@link ColumnWriter} wrote, never past the end. */
final class ColumnReader {
  private static final VarHandle LITTLE_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;
  private final int end;
  private int at;

  ColumnReader(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  boolean atEnd() {
    return at == end;
  }

  int left() {
    return end - at;
  }

  int int32() {
    require(Integer.BYTES);
    int x = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      x |= (bytes[at++] & 0xFF) << (8 * i);
    }
    return x;
  }

  long varint() {
    if (at < end && bytes[at] >= 0) { // most differences are small
      int zigzag = bytes[at++];
      return (zigzag >>> 1) ^ -(zigzag & 1);
    }
    return longVarint();
  }

  private long longVarint() {
    long zigzag = 0;
    for (int shift = 0; shift < 7 * ColumnWriter.LONGEST_VARINT; shift += 7) {
      if (at == end) {
        throw new CorruptPayload("it ends within a column");
      }
      byte b = bytes[at++];
      zigzag |= (b & 0x7FL) << shift;
      if (b >= 0) {
        return (zigzag >>> 1) ^ -(zigzag & 1);
      }
    }
    throw new CorruptPayload("a number of more than 64 bits");
  }

  /** Not negative, and not more than there can be. */
  int count(long most) {
    long n = varint();
    if (n < 0 || n > most) {
      throw new CorruptPayload("a count of " + n);
    }
    return (int) n;
  }

  void deltas(int[] column) {
    long x = 0;
    for (int i = 0; i < column.length; i++) {
      x += varint();
      if ((int) x != x) {
        throw new CorruptPayload("a metric id of " + x);
      }
      column[i] = (int) x;
    }
  }

  void deltaOfDeltas(long[] column, int from, int to) {
    long before = 0;
    long delta = 0;
    for (int i = from; i < to; i++) {
      delta += varint();
      before += delta;
      column[i] = before;
      if (i == from) {
        delta = 0;
      }
    }
  }

  void planes(double[] column, int from, int to) {
    int n = to - from;
    require((long) Double.BYTES * n);
    byte[] in = bytes;
    for (int i = 0; i < n; i++) {
      int q = at + i;
      column[from + i] =
          Double.longBitsToDouble(
              (in[q] & 255L)
                  | (in[q + n] & 255L) << 8
                  | (in[q + 2 * n] & 255L) << 16
                  | (in[q + 3 * n] & 255L) << 24
                  | (in[q + 4 * n] & 255L) << 32
                  | (in[q + 5 * n] & 255L) << 40
                  | (in[q + 6 * n] & 255L) << 48
                  | (in[q + 7 * n] & 255L) << 56);
    }
    at += Double.BYTES * n;
  }

  /** Value i of planes of n values that begin here. */
  double plane(int i, int n) {
    long bits = 0;
    for (int k = 0; k < Double.BYTES; k++) {
      bits |= (bytes[at + k * n + i] & 255L) << (8 * k);
    }
    return Double.longBitsToDouble(bits);
  }

  /** Goes on behind so many bytes; returns a reader of them. */
  ColumnReader skip(int length) {
    require(length);
    ColumnReader skipped = new ColumnReader(bytes, at, at + length);
    at += length;
    return skipped;
  }

  void doubles(double[] column) {
    require((long) Double.BYTES * column.length);
    for (int i = 0; i < column.length; i++) {
      column[i] = Double.longBitsToDouble((long) LITTLE_ENDIAN.get(bytes, at));
      at += Double.BYTES;
    }
  }

  private void require(long more) {
    if (more > end - at) {
      throw new CorruptPayload("it ends within a column");
    }
  }
}

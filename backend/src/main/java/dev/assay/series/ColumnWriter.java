package dev.assay.series;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Columns of numbers to bytes that compress well. Signed numbers are zigzag varints (7 bits a byte,
 * low bits first); differences wrap around at 64 bits, so any {@code long} goes.
 */
final class ColumnWriter {
  static final int LONGEST_VARINT = 10;
  private static final VarHandle LITTLE_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = new byte[0];
  private int size;

  /**
   * Begins anew.
   *
   * @param most bytes that will be written
   */
  ColumnWriter start(int most) {
    if (bytes.length < most) {
      bytes = new byte[most];
    }
    size = 0;
    return this;
  }

  byte[] bytes() {
    return bytes;
  }

  int size() {
    return size;
  }

  void int32(int x) {
    for (int i = 0; i < Integer.BYTES; i++) {
      bytes[size++] = (byte) (x >>> (8 * i));
    }
  }

  void varint(long signed) {
    long rest = (signed << 1) ^ (signed >> 63);
    byte[] to = bytes;
    int at = size;
    while ((rest & ~0x7FL) != 0) {
      to[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    to[at++] = (byte) rest;
    size = at;
  }

  /** Each as the difference to the one before, the first to 0. */
  void deltas(int[] column) {
    int before = 0;
    for (int x : column) {
      varint((long) x - before);
      before = x;
    }
  }

  /** The first, then the first difference, then differences of differences. */
  void deltaOfDeltas(long[] column, int from, int to) {
    long before = 0;
    long deltaBefore = 0;
    for (int i = from; i < to; i++) {
      long delta = column[i] - before;
      varint(delta - deltaBefore);
      before = column[i];
      deltaBefore = i == from ? 0 : delta; // the first is a position, not a pace
    }
  }

  /** Eight planes of n bytes; plane k holds bits 8k to 8k+7 of each value. */
  void planes(double[] column, int from, int to) {
    int n = to - from;
    byte[] out = bytes;
    for (int i = 0; i < n; i++) {
      long x = Double.doubleToRawLongBits(column[from + i]);
      int at = size + i;
      out[at] = (byte) x;
      out[at + n] = (byte) (x >>> 8);
      out[at + 2 * n] = (byte) (x >>> 16);
      out[at + 3 * n] = (byte) (x >>> 24);
      out[at + 4 * n] = (byte) (x >>> 32);
      out[at + 5 * n] = (byte) (x >>> 40);
      out[at + 6 * n] = (byte) (x >>> 48);
      out[at + 7 * n] = (byte) (x >>> 56);
    }
    size += Double.BYTES * n;
  }

  /** As they are, little-endian. */
  void doubles(double[] column) {
    for (double x : column) {
      LITTLE_ENDIAN.set(bytes, size, Double.doubleToRawLongBits(x));
      size += Double.BYTES;
    }
  }
}

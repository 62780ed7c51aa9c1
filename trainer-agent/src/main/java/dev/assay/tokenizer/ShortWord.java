package dev.assay.tokenizer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Words of up to 16 bytes as two numbers: head, the first eight bytes, and tail, the others. */
final class ShortWord {

  /** Bytes. */
  static final int LONGEST = 2 * Long.BYTES;

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private ShortWord() {}

  /** The first 1 to 8 of {@code length} bytes. */
  static long head(byte[] text, int from, int length) {
    return length >= Long.BYTES ? eight(text, from, Long.BYTES) : eight(text, from, length);
  }

  /** The 9th to 16th byte; 0 when there are none. */
  static long tail(byte[] text, int from, int length) {
    return length > Long.BYTES ? head(text, from + Long.BYTES, length - Long.BYTES) : 0;
  }

  /** Its upper bits are good ones. */
  static long hash(long head, long tail, int length) {
    long hash = (head ^ length) * GOLDEN;
    return (hash ^ (hash >>> 32) ^ tail) * GOLDEN;
  }

  static long hash(long before, long more) {
    return (before ^ (before >>> 32) ^ more) * GOLDEN;
  }

  private static long eight(byte[] text, int at, int n) {
    if (at + Long.BYTES <= text.length) {
      return (long) LONGS.get(text, at) & (-1L >>> (Long.SIZE - n * Byte.SIZE));
    }
    long value = 0;
    for (int i = 0; i < n; i++) {
      value |= (text[at + i] & 0xFFL) << (i * Byte.SIZE);
    }
    return value;
  }
}

package dev.assay.tokenizer;

/**
 * A map from pairs of ids to an int of 0 or more: open addressing, as boxes would cost too much.
 */
final class PairTable {

  static final int NONE = -1;

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** Zero is free; a pair is stored as one more than its key. */
  private long[] keys;

  private int[] values;
  private int shift;
  private int size;

  PairTable(int expected) {
    int bits = Math.max(4, 33 - Integer.numberOfLeadingZeros(expected));
    keys = new long[1 << bits];
    values = new int[1 << bits];
    shift = Long.SIZE - bits;
  }

  static long key(int left, int right) {
    return (long) left << 32 | right;
  }

  /** {@link #NONE} when the pair has no value. */
  int get(long key) {
    long stored = key + 1;
    int mask = keys.length - 1;
    int slot = (int) (stored * GOLDEN >>> shift);
    while (true) {
      long there = keys[slot];
      if (there == stored) {
        return values[slot];
      }
      if (there == 0) {
        return NONE;
      }
      slot = (slot + 1) & mask;
    }
  }

  /** The pair must have no value yet. */
  void add(long key, int value) {
    if (++size * 2 > keys.length) {
      grow();
    }
    place(key + 1, value);
  }

  private void place(long stored, int value) {
    int mask = keys.length - 1;
    int slot = (int) (stored * GOLDEN >>> shift);
    while (keys[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    keys[slot] = stored;
    values[slot] = value;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldValues = values;
    keys = new long[oldKeys.length * 2];
    values = new int[keys.length];
    shift--;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        place(oldKeys[i], oldValues[i]);
      }
    }
  }
}

package dev.assay.evaluation;

import java.util.Arrays;

/**
 * Order of numbers: least significant digit first, 11 bits at a time; digits that all have are
 * passed over. Stable; 10 million take 240 MB meanwhile.
 */
final class RadixSort {
  private static final int BITS = 11;
  private static final int SIZE = 1 << BITS;
  private static final int SMALL = 256;

  private RadixSort() {}

  /**
   * Indices of the values from the least to the largest; of equal ones the first goes first.
   *
   * @param values 0 or more: their bits are in the order of the values
   */
  static int[] order(double[] values) {
    long[] keys = new long[values.length];
    Arrays.setAll(keys, i -> Double.doubleToRawLongBits(values[i] + 0.0)); // -0 is 0
    return unsigned(keys);
  }

  static int[] order(long[] values) {
    long[] keys = new long[values.length];
    Arrays.setAll(keys, i -> values[i] ^ Long.MIN_VALUE);
    return unsigned(keys);
  }

  private static int[] unsigned(long[] keys) {
    int n = keys.length;
    int[] order = new int[n];
    Arrays.setAll(order, i -> i);
    if (isSorted(keys)) {
      return order;
    }
    if (n < SMALL) {
      return small(keys);
    }
    long[] nextKeys = new long[n];
    int[] next = new int[n];
    for (int shift = 0; shift < Long.SIZE; shift += BITS) {
      int[] starts = starts(keys, shift);
      if (starts.length == 0) {
        continue;
      }
      for (int i = 0; i < n; i++) {
        int to = starts[digit(keys[i], shift)]++;
        nextKeys[to] = keys[i];
        next[to] = order[i];
      }
      long[] freeKeys = keys;
      keys = nextKeys;
      nextKeys = freeKeys;
      int[] free = order;
      order = next;
      next = free;
    }
    return order;
  }

  private static boolean isSorted(long[] keys) {
    for (int i = 1; i < keys.length; i++) {
      if (Long.compareUnsigned(keys[i - 1], keys[i]) > 0) {
        return false;
      }
    }
    return true;
  }

  private static int[] small(long[] keys) {
    Integer[] order = new Integer[keys.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Long.compareUnsigned(keys[a], keys[b]));
    return Arrays.stream(order).mapToInt(i -> i).toArray();
  }

  /** Where each digit begins; nothing where all have the same. */
  private static int[] starts(long[] keys, int shift) {
    int[] counts = new int[SIZE];
    for (long key : keys) {
      counts[digit(key, shift)]++;
    }
    int at = 0;
    for (int d = 0; d < SIZE; d++) {
      int count = counts[d];
      if (count == keys.length) {
        return new int[0];
      }
      counts[d] = at;
      at += count;
    }
    return counts;
  }

  private static int digit(long key, int shift) {
    return (int) (key >>> shift) & SIZE - 1;
  }
}

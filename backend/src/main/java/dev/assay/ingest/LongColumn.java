package dev.assay.ingest;

import java.util.Arrays;

/** Numbers that become more. */
final class LongColumn {
  private long[] numbers = new long[256];
  private int size;

  void add(long number) {
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * size);
    }
    numbers[size++] = number;
  }

  int size() {
    return size;
  }

  long[] toArray() {
    return Arrays.copyOf(numbers, size);
  }
}

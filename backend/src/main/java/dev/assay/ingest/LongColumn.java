package dev.assay.ingest;

import java.util.Arrays;
import java.util.function.IntConsumer;

/** Numbers that become more. */
final class LongColumn {
  private final IntConsumer room;
  private long[] numbers = new long[256];
  private int size;

  /**
   * @param room is told of so many more bytes, and throws when there is none for them
   */
  LongColumn(IntConsumer room) {
    this.room = room;
  }

  void add(long number) {
    if (size == numbers.length) {
      room.accept(size * Long.BYTES);
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

package dev.assay.ingest;

import java.util.Arrays;
import java.util.function.IntConsumer;

/** Numbers that become more. */
final class DoubleColumn {
  private final IntConsumer room;
  private double[] numbers = new double[256];
  private int size;

  /**
   * @param room is told of so many more bytes, and throws when there is none for them
   */
  DoubleColumn(IntConsumer room) {
    this.room = room;
  }

  void add(double number) {
    if (size == numbers.length) {
      room.accept(size * Double.BYTES);
      numbers = Arrays.copyOf(numbers, 2 * size);
    }
    numbers[size++] = number;
  }

  int size() {
    return size;
  }

  double[] toArray() {
    return Arrays.copyOf(numbers, size);
  }
}

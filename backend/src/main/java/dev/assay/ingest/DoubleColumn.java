package dev.assay.ingest;

import java.util.Arrays;

/** Numbers that become more. */
final class DoubleColumn {
  private double[] numbers = new double[256];
  private int size;

  void add(double number) {
    if (size == numbers.length) {
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

package dev.assay.tokenizer;

import java.util.Arrays;
import java.util.function.IntConsumer;

/** A growing row of ids. */
final class Ids {

  private int[] values;
  private int size;

  Ids(int capacity) {
    values = new int[capacity];
  }

  int size() {
    return size;
  }

  void add(int id) {
    if (size == values.length) {
      values = Arrays.copyOf(values, Math.max(16, size * 2));
    }
    values[size++] = id;
  }

  void addAll(int[] ids) {
    addAll(ids, ids.length);
  }

  void addAll(int[] ids, int length) {
    if (size + length > values.length) {
      values = Arrays.copyOf(values, Math.max(size * 2, size + length));
    }
    System.arraycopy(ids, 0, values, size, length);
    size += length;
  }

  int[] from(int start) {
    return Arrays.copyOfRange(values, start, size);
  }

  void drainTo(IntConsumer sink) {
    for (int i = 0; i < size; i++) {
      sink.accept(values[i]);
    }
    size = 0;
  }
}

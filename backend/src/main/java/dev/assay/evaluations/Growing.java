package dev.assay.evaluations;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A column of which nobody knows how long it becomes: it grows by chunks, so nothing is copied and
 * nothing is reserved for twice as much. Its values are of one kind; taking them out empties it, so
 * that chunks go while the array fills.
 */
final class Growing {
  /** Far below half a region of the heap, from where on arrays would lie around unmoved. */
  private static final int CHUNK_BYTES = 256 << 10;

  private final int width;
  private final Deque<ByteBuffer> chunks = new ArrayDeque<>();
  private ByteBuffer last = ByteBuffer.allocate(0);
  private int size;

  private Growing(int width) {
    this.width = width;
  }

  static Growing bytes() {
    return new Growing(Byte.BYTES);
  }

  static Growing ints() {
    return new Growing(Integer.BYTES);
  }

  static Growing longs() {
    return new Growing(Long.BYTES);
  }

  static Growing doubles() {
    return new Growing(Double.BYTES);
  }

  int size() {
    return size;
  }

  private ByteBuffer room() {
    if (!last.hasRemaining()) {
      last = ByteBuffer.allocate(CHUNK_BYTES);
      chunks.add(last);
    }
    size = Math.addExact(size, 1);
    return last;
  }

  void addByte(byte value) {
    room().put(value);
  }

  void addBytes(byte[] values) {
    for (byte value : values) {
      addByte(value);
    }
  }

  void addInt(int value) {
    room().putInt(value);
  }

  void addLong(long value) {
    room().putLong(value);
  }

  void addDouble(double value) {
    room().putDouble(value);
  }

  byte[] takeBytes() {
    byte[] all = new byte[size];
    take((chunk, at) -> chunk.get(all, at, chunk.remaining()));
    return all;
  }

  int[] takeInts() {
    int[] all = new int[size];
    take((chunk, at) -> chunk.asIntBuffer().get(all, at, chunk.remaining() / width));
    return all;
  }

  long[] takeLongs() {
    long[] all = new long[size];
    take((chunk, at) -> chunk.asLongBuffer().get(all, at, chunk.remaining() / width));
    return all;
  }

  double[] takeDoubles() {
    double[] all = new double[size];
    take((chunk, at) -> chunk.asDoubleBuffer().get(all, at, chunk.remaining() / width));
    return all;
  }

  private interface Taking {
    void take(ByteBuffer chunk, int at);
  }

  private void take(Taking taking) {
    int at = 0;
    while (!chunks.isEmpty()) {
      ByteBuffer chunk = chunks.removeFirst().flip();
      int values = chunk.remaining() / width;
      taking.take(chunk, at);
      at += values;
    }
    last = ByteBuffer.allocate(0);
    size = 0;
  }
}

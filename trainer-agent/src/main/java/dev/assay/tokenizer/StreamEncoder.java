package dev.assay.tokenizer;

import java.util.Arrays;
import java.util.function.IntConsumer;

/** Encodes bytes as they come: those of a pre-token whose end is not sure yet wait in a buffer. */
final class StreamEncoder {

  private static final int CAPACITY = 1 << 16;

  private final WordCache cache;
  private final BytePairMerger merger;
  private final IntConsumer sink;
  private final Ids ids = new Ids(CAPACITY);
  private byte[] buffer = new byte[CAPACITY];
  private int length;

  /** Until as many bytes are there, looking for the end of the pre-token again is not worth it. */
  private int worthwhile;

  StreamEncoder(WordCache cache, BytePairMerger merger, IntConsumer sink) {
    this.cache = cache;
    this.merger = merger;
    this.sink = sink;
  }

  void write(byte[] bytes, int count) {
    if (length + count > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + count));
    }
    System.arraycopy(bytes, 0, buffer, length, count);
    length += count;
    if (length >= worthwhile) {
      encode(length - GptPattern.LOOKAHEAD);
      worthwhile = 2 * length; // one long pre-token is looked at a few times, not at each write
    }
  }

  void end() {
    encode(length);
    worthwhile = 0;
  }

  /** Encodes the pre-tokens that end at {@code last} at the latest. */
  private void encode(int last) {
    int at = 0;
    while (at < length) {
      int end = GptPattern.end(buffer, at, length);
      if (end > last) {
        break;
      }
      cache.encode(buffer, at, end, merger, ids);
      at = end;
    }
    System.arraycopy(buffer, at, buffer, 0, length - at);
    length -= at;
    ids.drainTo(sink);
  }
}
